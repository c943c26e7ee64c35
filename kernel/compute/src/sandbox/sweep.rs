//! Clearing away what a process of ours left when it was killed: control groups, what runs in them,
//! folders.

use super::owner;
use crate::launcher::pidfd;
use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// Who is asked so often to go, new processes of theirs among them, does not go.
const ROUNDS: usize = 1_000;
/// Descriptors are few.
const AT_ONCE: usize = 256;
/// The kernel is done with a killed process sooner, unless a disk keeps it.
const KILLED_WITHIN: Duration = Duration::from_secs(1);

/// The file in a process's folder that names its control groups.
const GROUPS: &str = "groups";

/// Writes down where the control groups of this process are.
pub fn remember(folder: &Path, groups: Vec<PathBuf>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let lines: Vec<String> = groups
        .iter()
        .map(|g| g.to_string_lossy().into_owned())
        .collect();
    fs::write(folder.join(GROUPS), lines.join("\n"))
}

/// Clears away what processes left that are no more. The launcher of a killed process has done this
/// already, unless it was killed, too.
pub fn crashed(state: &Path) {
    for entry in fs::read_dir(state).into_iter().flatten().flatten() {
        let folder = entry.path();
        if !owner::is_left(&entry.file_name().to_string_lossy()) {
            continue;
        }
        let groups = fs::read_to_string(folder.join(GROUPS)).unwrap_or_default();
        groups
            .lines()
            .map(Path::new)
            .filter(|g| is_group(g))
            .for_each(remove);
        remove(&folder);
    }
}

/// A path in a file is believed only as far as it looks like what we write there.
fn is_group(path: &Path) -> bool {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
    path.starts_with("/sys/fs/cgroup") && name.is_some_and(|n| owner::is_left(&n))
}

/// A folder, or a control group with what runs in it.
pub fn remove(path: &Path) {
    if !path.join("cgroup.procs").exists() {
        let _ = fs::remove_dir_all(path);
        return;
    }
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        if entry.file_type().is_ok_and(|t| t.is_dir()) {
            remove(&entry.path());
        }
    }
    empty(path);
}

/// A control group can be removed once nothing runs in it.
pub fn empty(group: &Path) {
    for _ in 0..ROUNDS {
        if fs::remove_dir(group).is_ok() || !group.exists() {
            return;
        }
        let inside = fs::read_to_string(group.join("cgroup.procs")).unwrap_or_default();
        let inside = inside.lines().filter_map(|l| l.parse().ok());
        // Held before any is killed: its number may be somebody else's afterwards.
        let held = inside.filter_map(|pid| pidfd::open(pid).ok());
        let held: Vec<OwnedFd> = held.take(AT_ONCE).collect();
        for process in &held {
            let _ = pidfd::signal(process, libc::SIGKILL);
        }
        for process in &held {
            pidfd::ended(process, KILLED_WITHIN);
        }
        if held.is_empty() {
            // What ended a moment ago is still on its way out.
            thread::yield_now();
        }
    }
}
