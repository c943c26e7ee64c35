//! What is held of a running sandbox.

use super::cgroups::Group;
use super::ordering::output;
use crate::launcher::order::Word;
use crate::launcher::sys::check;
use crate::launcher::{packet, pidfd};
use crate::running::{Kind, Life};
use crate::{Exit, Failure, Handle, Running};
use parking_lot::Mutex;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::os::fd::{AsRawFd, OwnedFd, RawFd};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use tokio::io::unix::AsyncFd;
use tokio::sync::watch;

/// A sandbox that has just been made.
pub struct Started {
    pub host: Arc<super::Inner>,
    pub pid: i32,
    pub pidfd: OwnedFd,
    pub listeners: Vec<TcpListener>,
    pub dialers: Vec<TcpStream>,
    pub group: Group,
    pub channel: OwnedFd,
    /// The program's status, if it has ended already.
    pub ended: Option<i32>,
    pub stdout: OwnedFd,
    pub stderr: OwnedFd,
}

/// A running sandbox.
#[derive(Debug)]
pub(crate) struct Hold {
    shared: Arc<Shared>,
    /// The number of the last command that was obeyed.
    done: watch::Receiver<u64>,
    commands: AtomicU64,
}

#[derive(Debug)]
struct Shared {
    /// Its launcher must live as long as the sandbox.
    _host: Arc<super::Inner>,
    pid: i32,
    pidfd: OwnedFd,
    channel: OwnedFd,
    killed: AtomicBool,
    /// Until it has ended; then what the group counted.
    group: Mutex<Result<Group, Counted>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    memory_peak: Option<u64>,
    cpu_time: Option<Duration>,
}

/// Watches over a sandbox until it has ended.
pub fn watch(started: Started) -> Result<Running, Failure> {
    let shared = Arc::new(Shared {
        _host: started.host,
        pid: started.pid,
        pidfd: started.pidfd,
        channel: started.channel,
        killed: AtomicBool::new(false),
        group: Mutex::new(Ok(started.group)),
    });
    let (told, exit) = watch::channel(None);
    let (obeyed, done) = watch::channel(0);
    let (program_told, program) = watch::channel(None);
    nonblocking(shared.channel.as_raw_fd()).map_err(Failure::step("watching"))?;
    let channel = asynchronous(&shared.channel)?;
    let ended = asynchronous(&shared.pidfd)?;
    let watching = shared.clone();
    let already = started.ended;
    tokio::spawn(async move {
        let tell = |status| {
            let _ = program_told.send(Some(watching.judge(Some(status))));
        };
        already.into_iter().for_each(tell);
        let status = talk(&channel, &obeyed, already, tell).await;
        drop(program_told);
        // Its processes are gone only when the kernel says so of the first.
        let _ = ended.readable().await;
        let exit = tokio::task::spawn_blocking(move || watching.bury(status)).await;
        let _ = told.send(Some(exit.unwrap_or(Exit::Killed)));
    });
    Ok(Running {
        stdout: Some(output(started.stdout)?),
        stderr: Some(output(started.stderr)?),
        listeners: started.listeners,
        dialers: started.dialers,
        isolated: true,
        handle: Handle(Arc::new(Life {
            exit,
            program,
            kind: Kind::Sandbox(Hold {
                shared,
                done,
                commands: AtomicU64::new(0),
            }),
        })),
    })
}

/// A second descriptor of the same file, for the task that waits on it.
fn asynchronous(fd: &OwnedFd) -> Result<AsyncFd<OwnedFd>, Failure> {
    let own = fd.try_clone().map_err(Failure::step("watching"))?;
    // SAFETY: an `OwnedFd` stays the same open file until it is dropped.
    let registered = unsafe { AsyncFd::register_with_interest(own, tokio::io::Interest::READABLE) };
    registered.map_err(|e| Failure::step("watching")(e.into()))
}

fn nonblocking(fd: RawFd) -> io::Result<()> {
    // SAFETY: plain numbers.
    unsafe {
        let flags = check(libc::fcntl(fd, libc::F_GETFL))?;
        check(libc::fcntl(fd, libc::F_SETFL, flags | libc::O_NONBLOCK))?;
    }
    Ok(())
}

/// Hears what the sandbox's first process says, until that is gone: then the program's status, if it
/// ended by itself.
async fn talk(
    channel: &AsyncFd<OwnedFd>,
    obeyed: &watch::Sender<u64>,
    already: Option<i32>,
    tell: impl Fn(i32),
) -> Option<i32> {
    let mut status = already;
    let mut bytes = [0; 256];
    loop {
        let Ok(mut ready) = channel.readable().await else {
            return status;
        };
        let packet = ready.try_io(|fd| packet::receive(fd, &mut bytes));
        let length = match packet {
            Ok(Ok((length, _))) if length > 0 => length,
            Ok(_) => return status,
            Err(_) => continue,
        };
        match Word::read(bytes.get(..length).unwrap_or_default()) {
            Some(Word::Ended(ended)) => {
                status = Some(ended);
                tell(ended);
            }
            Some(Word::Done(number)) => drop(obeyed.send(number)),
            _ => {}
        }
    }
}

impl Shared {
    /// After the last of its processes: why it ended, and its groups away.
    fn bury(&self, status: Option<i32>) -> Exit {
        let exit = self.judge(status);
        let mut group = self.group.lock();
        if let Ok(living) = &*group {
            *group = Err(Counted {
                memory_peak: living.memory_peak(),
                cpu_time: living.cpu_time(),
            });
        }
        exit
    }

    /// Why the program ended.
    fn judge(&self, status: Option<i32>) -> Exit {
        let out_of_memory = match &*self.group.lock() {
            Ok(living) => living.ran_out_of_memory(),
            Err(_) => false,
        };
        let status = status.map(ExitStatus::from_raw);
        let code = status.and_then(|s| s.code());
        let signal = status.and_then(|s| s.signal());
        match (code, signal) {
            (Some(code), _) => Exit::Code(code),
            _ if self.killed.load(Ordering::Acquire) => Exit::Killed,
            (_, None | Some(libc::SIGKILL)) if out_of_memory => Exit::OutOfMemory,
            (_, signal) => Exit::Signal(signal.unwrap_or(libc::SIGKILL)),
        }
    }
}

impl Hold {
    pub fn pid(&self) -> u32 {
        self.shared.pid as u32
    }

    pub fn kill(&self) {
        self.shared.killed.store(true, Ordering::Release);
        // With the first process the kernel kills all.
        let _ = pidfd::signal(&self.shared.pidfd, libc::SIGKILL);
    }

    pub fn end_program(&self) {
        let _ = packet::send(&self.shared.channel, &Word::End.bytes(), &[]);
    }

    pub async fn stop(&self, stop: bool) -> io::Result<()> {
        let number = self.commands.fetch_add(1, Ordering::Relaxed) + 1;
        let word = if stop {
            Word::Stop(number)
        } else {
            Word::Continue(number)
        };
        packet::send(&self.shared.channel, &word.bytes(), &[])?;
        let mut done = self.done.clone();
        let obeyed = done.wait_for(|done| *done >= number).await;
        obeyed
            .map(drop)
            .map_err(|_| io::ErrorKind::NotConnected.into())
    }

    pub fn limit_cpu(&self, share: Option<f64>) -> io::Result<bool> {
        match &*self.shared.group.lock() {
            Ok(group) => group.limit_cpu(share),
            Err(_) => Ok(false),
        }
    }

    pub fn memory_peak(&self) -> Option<u64> {
        match &*self.shared.group.lock() {
            Ok(group) => group.memory_peak(),
            Err(counted) => counted.memory_peak,
        }
    }

    pub fn cpu_time(&self) -> Option<Duration> {
        match &*self.shared.group.lock() {
            Ok(group) => group.cpu_time(),
            Err(counted) => counted.cpu_time,
        }
    }
}
