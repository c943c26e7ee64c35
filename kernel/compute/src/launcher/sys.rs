//! System calls, with errors as Rust has them.

use std::ffi::{CStr, CString};
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

/// What a call answered, or why it failed.
pub fn check<T: Into<i64> + Copy>(answer: T) -> io::Result<T> {
    match answer.into() {
        -1 => Err(io::Error::last_os_error()),
        _ => Ok(answer),
    }
}

pub fn text(path: impl AsRef<Path>) -> io::Result<CString> {
    CString::new(path.as_ref().as_os_str().as_bytes())
        .map_err(|_| io::ErrorKind::InvalidInput.into())
}

/// An error with the name of what was being done.
pub fn during<T>(what: impl Into<String>, result: io::Result<T>) -> Result<T, Trouble> {
    result.map_err(|error| Trouble {
        step: what.into(),
        code: error.raw_os_error().unwrap_or(libc::EINVAL),
    })
}

/// What failed while a sandbox was made.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct Trouble {
    pub step: String,
    /// The number of the error.
    pub code: i32,
}

pub fn mount(
    source: impl AsRef<Path>,
    target: impl AsRef<Path>,
    kind: &CStr,
    flags: libc::c_ulong,
    data: &str,
) -> io::Result<()> {
    let (source, target) = (text(source)?, text(target)?);
    let data = CString::new(data)?;
    // SAFETY: all strings end with a zero and outlive the call.
    check(unsafe {
        libc::mount(
            source.as_ptr(),
            target.as_ptr(),
            kind.as_ptr(),
            flags,
            data.as_ptr().cast(),
        )
    })?;
    Ok(())
}

#[repr(C)]
struct MountAttr {
    set: u64,
    clear: u64,
    propagation: u64,
    namespace: u64,
}

pub const READ_ONLY: u64 = 0x1;
pub const NO_SUID: u64 = 0x2;
pub const NO_DEVICES: u64 = 0x4;
pub const NO_EXEC: u64 = 0x8;

/// Adds restrictions to a mount, and to all below it when `deep`.
pub fn restrict(target: impl AsRef<Path>, set: u64, deep: bool) -> io::Result<()> {
    let target = text(target)?;
    let attr = MountAttr {
        set,
        clear: 0,
        propagation: 0,
        namespace: 0,
    };
    let flags = if deep { libc::AT_RECURSIVE } else { 0 };
    // SAFETY: the structure is as the kernel defines it, and its size is told.
    check(unsafe {
        libc::syscall(
            libc::SYS_mount_setattr,
            libc::AT_FDCWD,
            target.as_ptr(),
            flags,
            &attr,
            size_of::<MountAttr>(),
        )
    })?;
    Ok(())
}

pub fn unmount(target: &CStr) -> io::Result<()> {
    // SAFETY: the string ends with a zero.
    check(unsafe { libc::umount2(target.as_ptr(), libc::MNT_DETACH) })?;
    Ok(())
}

pub fn pivot_root(new: &CStr, old: &CStr) -> io::Result<()> {
    // SAFETY: both strings end with a zero.
    check(unsafe { libc::syscall(libc::SYS_pivot_root, new.as_ptr(), old.as_ptr()) })?;
    Ok(())
}

pub fn unshare(flags: libc::c_int) -> io::Result<()> {
    // SAFETY: plain numbers.
    check(unsafe { libc::unshare(flags) })?;
    Ok(())
}

/// What a clone is to whom.
pub enum Clone {
    Parent {
        pid: libc::pid_t,
        pidfd: Option<OwnedFd>,
    },
    Child,
}

/// Forks, with namespaces. Only for a process of one thread.
pub fn clone(namespaces: libc::c_int, pidfd: bool) -> io::Result<Clone> {
    let mut handle: libc::c_int = -1;
    let flags = namespaces | libc::SIGCHLD | if pidfd { libc::CLONE_PIDFD } else { 0 };
    // SAFETY: without a stack of its own the child goes on with a copy of ours, as after fork; the
    // process has one thread. x86-64, aarch64 and riscv64 take the parent's word as third or fourth
    // argument alike for us, since the child's word and the thread's storage are not asked for.
    let pid = check(unsafe {
        libc::syscall(
            libc::SYS_clone,
            flags as libc::c_long,
            0 as libc::c_long,
            &raw mut handle,
            0 as libc::c_long,
            0 as libc::c_long,
        )
    })?;
    if pid == 0 {
        return Ok(Clone::Child);
    }
    // SAFETY: the kernel has just made it for us.
    let pidfd = (handle >= 0).then(|| unsafe { OwnedFd::from_raw_fd(handle) });
    Ok(Clone::Parent {
        pid: pid as libc::pid_t,
        pidfd,
    })
}

pub fn prctl(option: libc::c_int, value: libc::c_ulong) -> io::Result<libc::c_int> {
    // SAFETY: plain numbers; no option used here takes a pointer.
    check(unsafe {
        libc::prctl(
            option,
            value,
            0 as libc::c_ulong,
            0 as libc::c_ulong,
            0 as libc::c_ulong,
        )
    })
}

/// Ends the process at once, without what a program does at its end.
pub fn leave(code: libc::c_int) -> ! {
    // SAFETY: a plain number.
    unsafe { libc::_exit(code) }
}

/// Makes `fd` be `number`, open across exec.
pub fn place(fd: &impl AsRawFd, number: RawFd) -> io::Result<()> {
    // SAFETY: plain numbers.
    check(unsafe { libc::dup2(fd.as_raw_fd(), number) })?;
    Ok(())
}

pub fn is_root() -> bool {
    // SAFETY: reads a number.
    unsafe { libc::geteuid() == 0 }
}

/// Whether this process may mount: root of a container often may not.
pub fn has_admin() -> bool {
    const SYS_ADMIN: u32 = 21;
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = status.lines().find_map(|l| l.strip_prefix("CapEff:"));
    let effective = effective.and_then(|e| u64::from_str_radix(e.trim(), 16).ok());
    effective.is_some_and(|e| e & (1 << SYS_ADMIN) != 0)
}
