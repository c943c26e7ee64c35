//! What this host has, found out by trying: each thing in a process of its own, which ends after.

use super::sys::{self, Clone};
use super::{network, privileges, seccomp, tmp};
use crate::report::{Check, Part, State};
use std::fs;
use std::io;
use std::path::Path;

/// Prints the checks of what needs a process of its own to try.
pub fn print() -> ! {
    let checks: Vec<Check> = namespaces();
    let text = serde_json::to_string(&checks).unwrap_or_default();
    let _ = io::Write::write_all(&mut io::stdout(), text.as_bytes());
    std::process::exit(0)
}

fn namespaces() -> Vec<Check> {
    let root = sys::is_root() && sys::has_admin();
    let user = if root { 0 } else { libc::CLONE_NEWUSER };
    let tries: [(Part, i32, fn() -> io::Result<()>); 6] = [
        (Part::UserNamespace, libc::CLONE_NEWUSER, nothing),
        (Part::MountNamespace, user | libc::CLONE_NEWNS, mounts),
        (
            Part::PidNamespace,
            user | libc::CLONE_NEWNS | libc::CLONE_NEWPID,
            processes,
        ),
        (
            Part::NetworkNamespace,
            user | libc::CLONE_NEWNET,
            network::loopback,
        ),
        (Part::IpcNamespace, user | libc::CLONE_NEWIPC, nothing),
        (Part::UtsNamespace, user | libc::CLONE_NEWUTS, rename),
    ];
    let mut checks: Vec<Check> = tries
        .map(|(part, flags, then)| check(part, attempt(flags, then)))
        .into();
    checks.push(check(Part::Seccomp, attempt(0, filter)));
    if root {
        checks.push(disk());
    }
    checks
}

fn check(part: Part, tried: io::Result<()>) -> Check {
    let state = match tried {
        Ok(()) => State::Works(String::new()),
        Err(error) => State::Missing {
            why: error.to_string(),
            remedy: remedy(part).to_string(),
        },
    };
    Check { part, state }
}

fn remedy(part: Part) -> &'static str {
    match part {
        Part::Seccomp => "use a kernel with CONFIG_SECCOMP_FILTER",
        Part::MountNamespace => {
            "use Linux 5.12 or later; in a container, run it with CAP_SYS_ADMIN"
        }
        _ => {
            "allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone=1, \
             kernel.apparmor_restrict_unprivileged_userns=0), or run as root"
        }
    }
}

/// Goes into new namespaces in a child, and does something there.
fn attempt(flags: i32, then: fn() -> io::Result<()>) -> io::Result<()> {
    // SAFETY: reads numbers.
    let (uid, gid) = unsafe { (libc::geteuid(), libc::getegid()) };
    match sys::clone(flags, false)? {
        Clone::Child => {
            let named = match flags & libc::CLONE_NEWUSER {
                0 => Ok(()),
                _ if sys::is_root() && flags == libc::CLONE_NEWUSER => Ok(()),
                _ => privileges::map_self(uid, gid),
            };
            let code = named
                .and_then(|()| then())
                .err()
                .map_or(0, |e| e.raw_os_error().unwrap_or(libc::EINVAL));
            sys::leave(code)
        }
        Clone::Parent { pid, .. } => {
            let mut status = 0;
            // SAFETY: the status is ours.
            sys::check(unsafe { libc::waitpid(pid, &raw mut status, 0) })?;
            match (libc::WIFEXITED(status), libc::WEXITSTATUS(status)) {
                (true, 0) => Ok(()),
                (true, code) => Err(io::Error::from_raw_os_error(code)),
                (false, _) => Err(io::Error::other("it was killed")),
            }
        }
    }
}

fn nothing() -> io::Result<()> {
    Ok(())
}

fn mounts() -> io::Result<()> {
    sys::mount("none", "/", c"", libc::MS_REC | libc::MS_PRIVATE, "")?;
    sys::mount("haneul", "/tmp", c"tmpfs", 0, "size=1m")?;
    fs::create_dir("/tmp/usr")?;
    sys::mount("/usr", "/tmp/usr", c"", libc::MS_BIND | libc::MS_REC, "")?;
    sys::restrict(
        "/tmp/usr",
        sys::READ_ONLY | sys::NO_SUID | sys::NO_DEVICES,
        true,
    )
}

fn processes() -> io::Result<()> {
    sys::mount("none", "/", c"", libc::MS_REC | libc::MS_PRIVATE, "")?;
    sys::mount(
        "proc",
        "/proc",
        c"proc",
        libc::MS_NOSUID | libc::MS_NODEV | libc::MS_NOEXEC,
        "",
    )
}

fn rename() -> io::Result<()> {
    network::name("probe")
}

fn filter() -> io::Result<()> {
    seccomp::install()
}

/// Making the file system takes a program of the host's, and mounting it a device.
fn disk() -> Check {
    let state = match (tmp::maker(), Path::new("/dev/loop-control").exists()) {
        (Some(_), true) => State::Works("a file system in a file".into()),
        (None, _) => State::Missing {
            why: "there is no mke2fs: /tmp counts to memory".into(),
            remedy: "install e2fsprogs".into(),
        },
        (_, false) => State::Missing {
            why: "there are no loop devices: /tmp counts to memory".into(),
            remedy: "load the kernel's module `loop`; in a container, give it /dev/loop-control"
                .into(),
        },
    };
    Check {
        part: Part::DiskTmp,
        state,
    }
}
