//! Users, capabilities and limits of processes.

use super::order::{GID, Order, UID};
use super::sys::{self, Trouble, check, during};
use std::fs;
use std::io;

/// Says who the one user of a child's user namespace is. For root.
pub fn map(child: libc::pid_t, id: u32) -> io::Result<()> {
    fs::write(format!("/proc/{child}/uid_map"), format!("{UID} {id} 1"))?;
    fs::write(format!("/proc/{child}/gid_map"), format!("{GID} {id} 1"))
}

/// The same of our own namespace, for who is not root: only the user that made it can be in it.
pub fn map_self(uid: u32, gid: u32) -> io::Result<()> {
    fs::write("/proc/self/setgroups", "deny")?;
    fs::write("/proc/self/uid_map", format!("{UID} {uid} 1"))?;
    fs::write("/proc/self/gid_map", format!("{GID} {gid} 1"))
}

pub fn become_user(uid: u32, gid: u32) -> io::Result<()> {
    // SAFETY: plain numbers, and an empty list.
    unsafe {
        check(libc::setgroups(0, std::ptr::null()))?;
        check(libc::setresgid(gid, gid, gid))?;
        check(libc::setresuid(uid, uid, uid))?;
    }
    Ok(())
}

#[repr(C)]
struct Header {
    version: u32,
    pid: i32,
}

/// Gives up every capability, now and for whatever is executed later.
pub fn drop_all() -> io::Result<()> {
    const VERSION_3: u32 = 0x2008_0522;
    for capability in 0..64 {
        // Beyond the last one the kernel says so. Without the right to, the set below and "no new
        // privileges" still leave nothing to gain.
        if sys::prctl(libc::PR_CAPBSET_DROP, capability).is_err() {
            break;
        }
    }
    sys::prctl(libc::PR_SET_NO_NEW_PRIVS, 1)?;
    let header = Header {
        version: VERSION_3,
        pid: 0,
    };
    let none = [0u32; 6];
    // SAFETY: the structures are as version 3 defines them.
    check(unsafe { libc::syscall(libc::SYS_capset, &header, none.as_ptr()) })?;
    Ok(())
}

/// What interpreters reserve and never use, stacks of threads above all: the kernel's limit of a process
/// counts that, too.
const SPARE: u64 = 512 << 20;

/// Limits of one process. They are only ever lowered: raising takes a right that root may lack.
pub fn limit(order: &Order) -> Result<(), Trouble> {
    let spec = &order.spec;
    lower("open files", libc::RLIMIT_NOFILE, spec.open_files.into())?;
    lower("core dumps", libc::RLIMIT_CORE, 0)?;
    lower("locked memory", libc::RLIMIT_MEMLOCK, 64 << 10)?;
    lower("queued messages", libc::RLIMIT_MSGQUEUE, 64 << 10)?;
    if order.limit_processes {
        // The sandbox's first process is of the same user.
        lower(
            "processes",
            libc::RLIMIT_NPROC,
            u64::from(spec.processes) + 1,
        )?;
    }
    if order.limit_data {
        lower(
            "memory",
            libc::RLIMIT_DATA,
            spec.memory_bytes.saturating_add(SPARE),
        )?;
    }
    Ok(())
}

fn lower(what: &str, resource: libc::__rlimit_resource_t, limit: u64) -> Result<(), Trouble> {
    let mut now = libc::rlimit {
        rlim_cur: 0,
        rlim_max: 0,
    };
    // SAFETY: the structure is ours.
    let known = check(unsafe { libc::getrlimit(resource, &raw mut now) });
    during(format!("limiting {what}"), known)?;
    let least = now.rlim_max.min(limit);
    let wanted = libc::rlimit {
        rlim_cur: least,
        rlim_max: least,
    };
    // SAFETY: the structure is ours.
    let set = check(unsafe { libc::setrlimit(resource, &raw const wanted) });
    during(format!("limiting {what}"), set).map(drop)
}
