//! Sandboxes as the program that wants them has them: it prepares control groups and `/tmp`, orders
//! them from its launcher, and holds what comes of it.

mod cgroups;
mod hold;
mod image;
mod ordering;
mod owner;
pub(crate) mod sweep;
mod validate;

pub(crate) use hold::Hold;

use crate::launcher::order::{Order, User};
use crate::launcher::{MARK, NAME, sys};
use crate::report::{Check, Part, Report, State};
use crate::{Failure, Running, Settings, Spec};
use cgroups::Cgroups;
use image::Images;
use ordering::Launcher;
use parking_lot::Mutex;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// All sandboxes of one host.
#[derive(Debug)]
pub(crate) struct Sandboxes(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    cgroups: Cgroups,
    images: Option<Images>,
    own_users: bool,
    namespace: bool,
    launcher: Mutex<Option<Launcher>>,
    folder: std::path::PathBuf,
}

impl Sandboxes {
    pub fn new(settings: &Settings, report: &Report) -> Sandboxes {
        sweep::crashed(&settings.state);
        let name = owner::new_name();
        let folder = settings.state.join(&name);
        let cgroups = match report.isolates() {
            true => Cgroups::find(&name),
            false => Cgroups::default(),
        };
        let images = report.works(Part::DiskTmp).then(|| Images::new(&folder));
        Sandboxes(Arc::new(Inner {
            cgroups,
            images,
            own_users: report.root,
            namespace: report.works(Part::UserNamespace),
            launcher: Mutex::new(None),
            folder,
        }))
    }

    pub async fn start(&self, spec: Spec) -> Result<Running, Failure> {
        let inner = self.0.clone();
        let started = tokio::task::spawn_blocking(move || inner.start(spec)).await;
        let started = started.map_err(|e| Failure::Launcher(e.to_string()))??;
        hold::watch(started)
    }
}

/// Each sandbox of root's is a user of its own; these numbers nobody hands out on Linux.
static NEXT: AtomicU32 = AtomicU32::new(0);

impl Inner {
    fn start(self: &Arc<Self>, mut spec: Spec) -> Result<hold::Started, Failure> {
        validate::plain_paths(&mut spec)?;
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let group = self.cgroups.make(number, &spec)?;
        let image = match &self.images {
            Some(images) => Some(images.make(number, spec.tmp_bytes)?),
            None => None,
        };
        let order = Order {
            user: self.user(number),
            groups: group.entrances(),
            tmp_image: image,
            limit_data: !group.limits_memory(),
            limit_processes: !group.limits_processes(),
            spec,
        };
        let mut launcher = self.launcher.lock();
        let ordered = ordering::send(&mut launcher, &order, || {
            sweep::remember(&self.folder, self.cgroups.bases())?;
            let mut left = self.cgroups.bases();
            left.push(self.folder.clone());
            Ok(left)
        })?;
        drop(launcher);
        ordered.ready(&order, group, self.clone())
    }

    fn user(&self, number: u32) -> User {
        match self.own_users {
            true => User::Own {
                id: 1_900_000_000 + std::process::id() % 20_000 * 10_000 + number % 10_000,
                namespace: self.namespace,
            },
            // SAFETY: reads numbers.
            false => unsafe {
                User::Ours {
                    uid: libc::geteuid(),
                    gid: libc::getegid(),
                }
            },
        }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The launcher does this when it is alone; here the folders may go while it still waits.
        self.cgroups.remove();
    }
}

/// What this host has, found out by trying.
pub(crate) fn probe() -> Report {
    let root = sys::is_root() && sys::has_admin();
    let mut checks = tried();
    checks.extend(Cgroups::find(&owner::new_name()).checks());
    if !root {
        checks.push(Check {
            part: Part::DiskTmp,
            state: State::Missing {
                why: "only root mounts file systems: /tmp counts to memory".into(),
                remedy: "run as root".into(),
            },
        });
    }
    Report {
        system: format!(
            "Linux {}",
            std::fs::read_to_string("/proc/sys/kernel/osrelease")
                .unwrap_or_default()
                .trim()
        ),
        root,
        checks,
    }
}

/// Only a process of one thread may go into namespaces, so the launcher tries.
fn tried() -> Vec<Check> {
    let text = launcher_command().and_then(|mut command| {
        let answer = command
            .arg("probe")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .output();
        answer.map_err(|e| e.to_string())
    });
    let checks =
        text.and_then(|a| serde_json::from_slice(&a.stdout).map_err(|_| NOT_ASKED.to_string()));
    checks.unwrap_or_else(|why| Report::nothing("", &why, "call it").checks)
}

const NOT_ASKED: &str = "this program does not call haneul_compute::launcher::enter_if_asked first";

/// This program again, as a launcher.
fn launcher_command() -> Result<Command, String> {
    if std::env::var_os(MARK).is_some() {
        return Err(NOT_ASKED.to_string());
    }
    let mut command = Command::new("/proc/self/exe");
    command
        .arg0(NAME)
        .env_clear()
        .env(MARK, "1")
        .current_dir("/");
    Ok(command)
}
