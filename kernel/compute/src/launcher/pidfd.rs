//! Processes held by descriptors, which stand for the same process whatever its number is by now.

use super::sys::check;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::time::Duration;

pub fn open(pid: libc::pid_t) -> io::Result<OwnedFd> {
    // SAFETY: plain numbers.
    let fd = check(unsafe { libc::syscall(libc::SYS_pidfd_open, pid, 0) })?;
    // SAFETY: the kernel has just made it for us.
    Ok(unsafe { OwnedFd::from_raw_fd(fd as RawFd) })
}

pub fn signal(process: &OwnedFd, signal: libc::c_int) -> io::Result<()> {
    // SAFETY: plain numbers, and no information beside the signal.
    check(unsafe {
        libc::syscall(
            libc::SYS_pidfd_send_signal,
            process.as_raw_fd(),
            signal,
            std::ptr::null::<libc::siginfo_t>(),
            0,
        )
    })?;
    Ok(())
}

/// Whether it has ended, waiting for so long.
pub fn ended(process: &OwnedFd, within: Duration) -> bool {
    let mut wait = libc::pollfd {
        fd: process.as_raw_fd(),
        events: libc::POLLIN,
        revents: 0,
    };
    let within = i32::try_from(within.as_millis()).unwrap_or(i32::MAX);
    // SAFETY: one entry, which outlives the call.
    unsafe { libc::poll(&mut wait, 1, within) > 0 }
}
