//! What is left of sandboxes: nothing, however they and who started them end.

mod support;

use haneul_compute::{Exit, Host, Settings};
use std::io::{BufRead, BufReader};
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use support::{run, shell};

haneul_compute::launcher_before_main!();

const STATE: &str = "HANEUL_COMPUTE_TEST_STATE";
const OTHER: &str = "HANEUL_COMPUTE_TEST_AS_OTHER";
const UID: u32 = 9001;

/// A process of its own, for the tests that kill it: starts three sandboxes, one of them stopped, says so
/// and waits.
#[tokio::test]
#[ignore = "is run by others"]
async fn child() {
    let host = Host::open(Settings::new(std::env::var(STATE).unwrap()))
        .await
        .unwrap();
    let mut held = Vec::new();
    for _ in 0..3 {
        let running = host.start(shell("sleep 3000 & sleep 3000")).await.unwrap();
        println!("sandbox {}", running.pid());
        held.push(running);
    }
    held[1].freeze().await.unwrap();
    println!("ready");
    std::thread::park();
}

struct Started {
    process: Child,
    launcher: String,
    sandboxes: Vec<OwnedFd>,
}

fn start(state: &Path) -> Started {
    let mut process = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", "child", "--nocapture"])
        .env(STATE, state)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut sandboxes = Vec::new();
    for line in BufReader::new(process.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        match line.rsplit_once("sandbox ") {
            Some((_, pid)) => sandboxes.push(held(pid)),
            None if line.contains("ready") => break,
            None => {}
        }
    }
    assert_eq!(sandboxes.len(), 3);
    let launchers = children_of(process.id());
    assert_eq!(launchers.len(), 1);
    Started {
        process,
        launcher: launchers[0].clone(),
        sandboxes,
    }
}

/// Waits until a process is no more; it need not be a child of ours.
fn wait_for(process: &OwnedFd) {
    let mut wait = libc::pollfd {
        fd: process.as_raw_fd(),
        events: libc::POLLIN,
        revents: 0,
    };
    // SAFETY: one entry, which outlives the call.
    let ended = unsafe { libc::poll(&mut wait, 1, 60_000) };
    assert_eq!(ended, 1, "not even after a minute");
}

fn held(pid: &str) -> OwnedFd {
    let pid: libc::pid_t = pid.parse().unwrap();
    // SAFETY: plain numbers; what the kernel gives is ours.
    unsafe {
        let fd = libc::syscall(libc::SYS_pidfd_open, pid, 0);
        assert!(fd >= 0, "{}", std::io::Error::last_os_error());
        OwnedFd::from_raw_fd(fd as i32)
    }
}

fn end(process: &mut Child) {
    process.kill().unwrap();
    process.wait().unwrap();
}

fn children_of(pid: u32) -> Vec<String> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task"))
        .unwrap()
        .flatten();
    let of_task = |t: std::fs::DirEntry| {
        std::fs::read_to_string(t.path().join("children")).unwrap_or_default()
    };
    let all: Vec<String> = tasks.map(of_task).collect();
    all.join(" ").split_whitespace().map(String::from).collect()
}

/// Groups of a process, in all trees.
fn groups_of(pid: u32) -> usize {
    fn below(folder: &Path, name: &str, depth: u32) -> usize {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let folders = entries.filter(|e| e.file_type().is_ok_and(|t| t.is_dir()));
        let count = |e: std::fs::DirEntry| {
            let this = usize::from(e.file_name().to_string_lossy().starts_with(name));
            this + if depth > 0 {
                below(&e.path(), name, depth - 1)
            } else {
                0
            }
        };
        folders.map(count).sum()
    }
    below(Path::new("/sys/fs/cgroup"), &format!("haneul-{pid}-"), 5)
}

fn left_in(state: &Path) -> usize {
    let entries = std::fs::read_dir(state).unwrap().flatten();
    entries
        .filter(|e| e.file_name().to_string_lossy().starts_with("haneul-"))
        .count()
}

#[test]
fn killing_the_parent_leaves_nothing() {
    let state = tempfile::tempdir().unwrap();
    let mut started = start(state.path());
    let pid = started.process.id();
    let launcher = held(&started.launcher);
    end(&mut started.process);
    // The launcher goes last.
    wait_for(&launcher);
    started.sandboxes.iter().for_each(wait_for);
    assert_eq!((groups_of(pid), left_in(state.path())), (0, 0));
}

#[test]
fn killing_the_launcher_too_leaves_nothing_after_the_next_start() {
    let state = tempfile::tempdir().unwrap();
    let mut started = start(state.path());
    let pid = started.process.id();
    // Stopped first, so that it cannot clear up in between.
    let signal = |signal: &str| {
        let sent = Command::new("/bin/kill")
            .args([signal, &started.launcher])
            .status();
        assert!(sent.unwrap().success());
    };
    signal("-STOP");
    end(&mut started.process);
    signal("-KILL");
    started.sandboxes.iter().for_each(wait_for);
    assert_eq!(left_in(state.path()), 1);
    let opened = tokio::runtime::Runtime::new()
        .unwrap()
        .block_on(Host::open(Settings::new(state.path())));
    drop(opened.unwrap());
    assert_eq!((groups_of(pid), left_in(state.path())), (0, 0));
}

#[tokio::test]
async fn two_hundred_starts_leave_nothing() {
    let state = tempfile::tempdir().unwrap();
    let host = Host::open(Settings::new(state.path())).await.unwrap();
    let count = |path: &str| std::fs::read_dir(path).unwrap().count();
    let mounts = || {
        std::fs::read_to_string("/proc/self/mountinfo")
            .unwrap()
            .lines()
            .count()
    };
    // The launcher, and what is made once.
    run(&host, shell("true")).await;
    let ours = std::process::id();
    let launcher = children_of(ours).into_iter().find(|c| {
        let command = std::fs::read_to_string(format!("/proc/{c}/cmdline")).unwrap_or_default();
        command.starts_with("haneul-launcher")
    });
    let launcher = format!("/proc/{}/fd", launcher.unwrap());
    let before = (
        count("/proc/self/fd"),
        count(&launcher),
        mounts(),
        groups_of(ours),
    );
    for _ in 0..50 {
        let runs = [(); 4].map(|()| run(&host, shell("exit 3")));
        let [a, b, c, d] = runs;
        let (a, b, c, d) = tokio::join!(a, b, c, d);
        for ended in [a, b, c, d] {
            assert_eq!(ended, (String::new(), Exit::Code(3)));
        }
    }
    // Tests beside this one have open files, too: those of sandboxes would be hundreds.
    let after = (
        count("/proc/self/fd"),
        count(&launcher),
        mounts(),
        groups_of(ours),
    );
    assert!(after.0 < before.0 + 50, "{before:?} {after:?}");
    assert_eq!((after.1, after.2), (before.1, before.2));
    let folder = std::fs::read_dir(state.path())
        .unwrap()
        .flatten()
        .find(|e| e.file_name().to_string_lossy().starts_with("haneul-"));
    let names: Vec<String> = std::fs::read_dir(folder.unwrap().path())
        .unwrap()
        .flatten()
        .map(|e| e.file_name().to_string_lossy().into_owned())
        .collect();
    assert!(!names.iter().any(|n| n.starts_with("tmp-")), "{names:?}");
    drop(host);
    assert_eq!(left_in(state.path()), 0);
}

/// All that these tests ask for also holds where we are not root, as far as the machine lets anybody
/// make namespaces.
#[test]
fn the_same_as_another_user() {
    // SAFETY: reads a number.
    if unsafe { libc::geteuid() } != 0 || std::env::var_os(OTHER).is_some() {
        return eprintln!("not tried: only root becomes another user");
    }
    let folder = tempfile::tempdir_in("/var/tmp").unwrap();
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o777)).unwrap();
    let own = std::env::current_exe().unwrap();
    for name in ["isolation", "hostile", "crash", "runtimes"] {
        let built = std::fs::read_dir(own.parent().unwrap())
            .unwrap()
            .flatten()
            .filter(|e| {
                let file = e.file_name().to_string_lossy().into_owned();
                file.starts_with(&format!("{name}-")) && !file.contains('.')
            });
        // Older builds lie beside the newest.
        let Some(newest) = built.max_by_key(|e| e.metadata().and_then(|m| m.modified()).ok())
        else {
            continue;
        };
        let program = folder.path().join(name);
        std::fs::copy(newest.path(), &program).unwrap();
        let ran = Command::new(&program)
            .args(["--test-threads", "2"])
            .env(OTHER, "1")
            .env("TMPDIR", folder.path())
            .env("HOME", folder.path())
            .current_dir("/")
            .uid(UID)
            .gid(UID)
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&ran.stdout).into_owned()
            + &String::from_utf8_lossy(&ran.stderr);
        if text.contains("user namespace (") {
            return eprintln!("not tried: this machine lets only root make namespaces");
        }
        assert!(ran.status.success(), "{name}: {text}");
    }
}
