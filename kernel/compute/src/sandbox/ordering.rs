//! Ordering sandboxes from the launcher, which is started when it is first needed.

use super::cgroups::Group;
use super::hold::Started;
use crate::launcher::order::{Order, Word};
use crate::launcher::packet;
use crate::launcher::sys::check;
use crate::{Failure, Output};
use std::fs::File;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::Arc;

/// A launcher that waits for orders.
#[derive(Debug)]
pub struct Launcher {
    orders: OwnedFd,
    process: Child,
}

/// Longer than any sandbox takes to make, also on a busy machine.
const PATIENCE: i32 = 60_000;

/// A sandbox on its way.
pub struct Ordered {
    channel: OwnedFd,
    stdout: OwnedFd,
    stderr: OwnedFd,
}

impl Launcher {
    fn start(left: Vec<PathBuf>) -> Result<Launcher, Failure> {
        let (ours, theirs) = packet::pair().map_err(Failure::step("making a channel"))?;
        let mut command = super::launcher_command().map_err(Failure::Launcher)?;
        command.arg("serve").stdin(Stdio::from(theirs));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let process = command
            .spawn()
            .map_err(Failure::step("starting the launcher"))?;
        let left = serde_json::to_vec(&left).map_err(|e| Failure::Launcher(e.to_string()))?;
        packet::send(&ours, &left, &[]).map_err(Failure::step("telling the launcher"))?;
        Ok(Launcher {
            orders: ours,
            process,
        })
    }
}

impl Drop for Launcher {
    fn drop(&mut self) {
        // It ends by itself once its channel is closed; somebody has to wait for it.
        // SAFETY: plain numbers.
        unsafe { libc::shutdown(self.orders.as_raw_fd(), libc::SHUT_RDWR) };
        let _ = self.process.wait();
    }
}

/// Orders a sandbox. A launcher that is gone is started again, once.
pub fn send(
    launcher: &mut Option<Launcher>,
    order: &Order,
    begin: impl Fn() -> io::Result<Vec<PathBuf>>,
) -> Result<Ordered, Failure> {
    let text = in_memory(order).map_err(Failure::step("writing an order"))?;
    let (ours, theirs) = packet::pair().map_err(Failure::step("making a channel"))?;
    let (stdout, out) = io::pipe().map_err(Failure::step("making a pipe"))?;
    let (stderr, err) = io::pipe().map_err(Failure::step("making a pipe"))?;
    let files = [text.as_fd(), theirs.as_fd(), out.as_fd(), err.as_fd()];
    let mut sent = Err(io::ErrorKind::NotConnected.into());
    for _ in 0..2 {
        let waiting = match launcher.take() {
            Some(waiting) => waiting,
            None => Launcher::start(begin().map_err(Failure::step("writing down its groups"))?)?,
        };
        sent = packet::send(&waiting.orders, b"order", &files);
        if sent.is_ok() {
            *launcher = Some(waiting);
            break;
        }
    }
    sent.map_err(|e| Failure::Launcher(e.to_string()))?;
    Ok(Ordered {
        channel: ours,
        stdout: stdout.into(),
        stderr: stderr.into(),
    })
}

fn in_memory(order: &Order) -> io::Result<OwnedFd> {
    let text = serde_json::to_vec(order)?;
    // SAFETY: the name ends with a zero; the kernel makes the file for us.
    let file = unsafe {
        let fd = check(libc::memfd_create(c"order".as_ptr(), libc::MFD_CLOEXEC))?;
        OwnedFd::from_raw_fd(fd)
    };
    let mut file = File::from(file);
    file.write_all(&text)?;
    Ok(file.into())
}

impl Ordered {
    /// Waits until its program runs.
    pub fn ready(
        self,
        order: &Order,
        group: Group,
        host: Arc<super::Inner>,
    ) -> Result<Started, Failure> {
        let mut made = None;
        let mut listeners = None;
        let mut ended = None;
        let mut bytes = [0; 4096];
        // The launcher's word and the sandbox's come in any order.
        while made.is_none() || listeners.is_none() {
            let (word, files) = self.next(&mut bytes)?;
            match word {
                Word::Made(pid) => made = files.into_iter().next().map(|pidfd| (pid, pidfd)),
                Word::Ready => listeners = Some(files),
                // A quick program is through before the launcher has said that it was made.
                Word::Ended(status) => ended = Some(status),
                Word::NoProgram(code) => {
                    return Err(Failure::Program {
                        program: order.spec.command.first().cloned().unwrap_or_default(),
                        error: io::Error::from_raw_os_error(code),
                    });
                }
                Word::Failed(trouble) => {
                    return Err(Failure::Step {
                        step: trouble.step,
                        error: io::Error::from_raw_os_error(trouble.code),
                    });
                }
                _ => {}
            }
        }
        let (Some((pid, pidfd)), Some(listeners)) = (made, listeners) else {
            return Err(Failure::Launcher("it told half of a sandbox".into()));
        };
        let mut sockets = listeners.into_iter();
        let listeners = sockets.by_ref().take(order.spec.listeners.len());
        let listeners: Vec<TcpListener> = listeners.map(TcpListener::from).collect();
        for listener in &listeners {
            listener
                .set_nonblocking(true)
                .map_err(Failure::step("listening"))?;
        }
        let dialers: Vec<TcpStream> = sockets.map(TcpStream::from).collect();
        Ok(Started {
            host,
            pid,
            pidfd,
            listeners,
            dialers,
            group,
            channel: self.channel,
            ended,
            stdout: self.stdout,
            stderr: self.stderr,
        })
    }

    fn next(&self, bytes: &mut [u8]) -> Result<(Word, Vec<OwnedFd>), Failure> {
        let mut polled = libc::pollfd {
            fd: self.channel.as_raw_fd(),
            events: libc::POLLIN,
            revents: 0,
        };
        // SAFETY: there is one.
        let polled = check(unsafe { libc::poll(&raw mut polled, 1, PATIENCE) });
        if polled.map_err(Failure::step("waiting for a sandbox"))? == 0 {
            return Err(Failure::Launcher("it does not answer".into()));
        }
        let (length, files) = packet::receive(&self.channel, bytes)
            .map_err(Failure::step("waiting for a sandbox"))?;
        let word = Word::read(bytes.get(..length).unwrap_or_default());
        let word =
            word.ok_or_else(|| Failure::Launcher("the sandbox ended while it was made".into()))?;
        Ok((word, files))
    }
}

/// The reading end of a pipe, for tokio.
pub fn output(pipe: OwnedFd) -> Result<Output, Failure> {
    Output::from_owned_fd(pipe).map_err(Failure::step("making a pipe"))
}
