//! The launcher itself: waits for orders, makes a process for each, clears up at the end.

use super::init::{self, Files};
use super::order::{Order, User, Word};
use super::packet;
use super::sys::{self, Clone, Trouble};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::os::fd::{AsFd, FromRawFd, OwnedFd};
use std::path::PathBuf;

/// Serves the socket that is its standard input until the other end is gone. Then it removes what the
/// first packet names: control groups and folders of the program that started it.
pub fn run() -> ! {
    // Standard input is the channel: keep it where nothing else comes by.
    // SAFETY: it was opened for us.
    let orders = unsafe { OwnedFd::from_raw_fd(0) };
    quiet();
    let mut bytes = vec![0; 64 << 10];
    // Not in arguments: sandboxes see those of their first process.
    let left = match packet::receive(&orders, &mut bytes) {
        Ok((length, _)) => serde_json::from_slice(bytes.get(..length).unwrap_or_default()),
        Err(_) => sys::leave(0),
    };
    let left: Vec<PathBuf> = left.unwrap_or_default();
    while let Ok((length, files)) = packet::receive(&orders, &mut bytes) {
        if length == 0 {
            break;
        }
        if let Ok([order, channel, out, err]) = <[OwnedFd; 4]>::try_from(files) {
            make(order, channel, [out, err]);
        }
    }
    clear(left);
    sys::leave(0)
}

/// A terminal's signals are for the program that started us, which then ends us; and children that end
/// are nobody's concern.
fn quiet() {
    // SAFETY: plain numbers; nobody else is in this process.
    unsafe {
        libc::setsid();
        libc::signal(libc::SIGCHLD, libc::SIG_IGN);
        libc::signal(libc::SIGPIPE, libc::SIG_IGN);
        libc::umask(0o022);
    }
    let _ = std::env::set_current_dir("/");
}

fn make(order: OwnedFd, channel: OwnedFd, output: [OwnedFd; 2]) {
    let told = match read(order).and_then(|order| begin(&order, &channel, output)) {
        Ok(Some((pid, pidfd))) => {
            packet::send(&channel, &Word::Made(pid).bytes(), &[pidfd.as_fd()])
        }
        Ok(None) => Ok(()),
        Err(error) => {
            let trouble = Trouble {
                step: "making its first process".into(),
                code: error.raw_os_error().unwrap_or(libc::EINVAL),
            };
            packet::send(&channel, &Word::Failed(trouble).bytes(), &[])
        }
    };
    // Who asked is gone: so will the sandbox be.
    let _ = told;
}

fn read(order: OwnedFd) -> io::Result<Order> {
    let mut file = File::from(order);
    let mut text = Vec::new();
    file.rewind()?;
    file.read_to_end(&mut text)?;
    Ok(serde_json::from_slice(&text)?)
}

/// The process that will be the sandbox's first. In it, this does not return.
fn begin(
    order: &Order,
    channel: &OwnedFd,
    output: [OwnedFd; 2],
) -> io::Result<Option<(i32, OwnedFd)>> {
    let user = match order.user {
        User::Ours { .. } => libc::CLONE_NEWUSER,
        User::Own { .. } => 0,
    };
    let namespaces = libc::CLONE_NEWNS
        | libc::CLONE_NEWPID
        | libc::CLONE_NEWNET
        | libc::CLONE_NEWIPC
        | libc::CLONE_NEWUTS;
    match sys::clone(namespaces | user, true)? {
        Clone::Parent { pid, pidfd } => Ok(pidfd.map(|p| (pid, p))),
        Clone::Child => {
            // A panic must not go on in the launcher's loop.
            let run = std::panic::AssertUnwindSafe(|| init::run(order, Files { channel, output }));
            let _ = std::panic::catch_unwind(run);
            sys::leave(125)
        }
    }
}

/// All sandboxes end when this process does, but their control groups can be removed only after.
fn clear(left: Vec<PathBuf>) {
    // SAFETY: plain numbers.
    unsafe {
        // Their channels are closed, so they end by themselves; waiting returns when the last one has.
        while libc::waitpid(-1, std::ptr::null_mut(), 0) > 0 {}
    }
    left.iter()
        .for_each(|path| crate::sandbox::sweep::remove(path));
}
