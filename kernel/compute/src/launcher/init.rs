//! The first process of a sandbox: makes the sandbox around itself, starts the program, and stays to
//! bury its processes, to stop them and to let them go on.

use super::command::{self, Command};
use super::order::{GID, Order, UID, User, Word};
use super::sys::{self, Clone, Trouble, during};
use super::{network, packet, privileges, root, seccomp};
use std::fs::OpenOptions;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::os::unix::fs::chown;

/// What the launcher hands on.
pub struct Files<'a> {
    pub channel: &'a OwnedFd,
    pub output: [OwnedFd; 2],
}

pub fn run(order: &Order, files: Files<'_>) -> ! {
    let channel = files.channel;
    let lingers = order.spec.lingers;
    // The launcher's own channel is not ours: who asks the launcher must notice when it is gone.
    let started = null_input().and_then(|()| {
        // Before there is a child: one that has ended already must be told of, too.
        let ended = during("waiting for children", child_signals()).map_err(Word::Failed)?;
        Ok((make(order, files)?, ended))
    });
    let (program, ended) = match started {
        Ok(started) => started,
        Err(word) => {
            let _ = packet::send(channel, &word.bytes(), &[]);
            sys::leave(125);
        }
    };
    let program = Program {
        pid: program,
        lives: true,
        lingers,
    };
    stay(program, channel, &ended)
}

struct Program {
    pid: libc::pid_t,
    lives: bool,
    /// The others outlive it.
    lingers: bool,
}

fn null_input() -> Result<(), Word> {
    let null = during(
        "opening /dev/null",
        OpenOptions::new().read(true).open("/dev/null"),
    )
    .map_err(Word::Failed)?;
    during("closing the launcher's channel", sys::place(&null, 0)).map_err(Word::Failed)
}

/// The sandbox, and the program in it.
fn make(order: &Order, files: Files<'_>) -> Result<libc::pid_t, Word> {
    let spec = &order.spec;
    let sockets = prepare(order, &files).map_err(Word::Failed)?;
    let (reads, writes) = during("making a pipe", io::pipe()).map_err(Word::Failed)?;
    let (mut trouble, told) = during("making a pipe", io::pipe()).map_err(Word::Failed)?;
    let namespace = match order.user {
        User::Own {
            namespace: true, ..
        } => libc::CLONE_NEWUSER,
        _ => 0,
    };
    let command = Command::new(spec, order).ok_or_else(|| bad("the command has a zero in it"))?;
    let program =
        match during("starting the program", sys::clone(namespace, false)).map_err(Word::Failed)? {
            Clone::Child => {
                drop((writes, trouble));
                command::run(command, order, &files.output, reads, told)
            }
            Clone::Parent { pid, .. } => pid,
        };
    // Else its reader would not see that the program closed its output.
    drop((reads, told, files.output));
    // The program waits at the pipe until its user is known.
    if let User::Own {
        id,
        namespace: true,
    } = order.user
    {
        during("naming its user", privileges::map(program, id)).map_err(Word::Failed)?;
    }
    during("giving up privileges", give_up(order)).map_err(Word::Failed)?;
    during("letting the program go", (&writes).write_all(&[1])).map_err(Word::Failed)?;
    drop(writes);
    let mut answer = Vec::new();
    during("waiting for the program", trouble.read_to_end(&mut answer)).map_err(Word::Failed)?;
    if !answer.is_empty() {
        return Err(Word::read(&answer).unwrap_or_else(|| bad("the program could not be started")));
    }
    let fds: Vec<_> = sockets.iter().map(|socket| socket.as_fd()).collect();
    during(
        "telling that it runs",
        packet::send(files.channel, &Word::Ready.bytes(), &fds),
    )
    .map_err(Word::Failed)?;
    Ok(program)
}

fn bad(step: &str) -> Word {
    Word::Failed(Trouble {
        step: step.into(),
        code: libc::EINVAL,
    })
}

/// Everything that needs privileges, except the user. The listeners come first, then the dialers.
fn prepare(order: &Order, files: &Files<'_>) -> Result<Vec<OwnedFd>, Trouble> {
    for group in &order.groups {
        let joined = OpenOptions::new()
            .write(true)
            .open(group)
            .and_then(|mut g| g.write_all(b"0"));
        during(format!("joining {}", group.display()), joined)?;
    }
    match order.user {
        User::Ours { uid, gid } => during("naming its user", privileges::map_self(uid, gid))?,
        User::Own { id, .. } => {
            // So that /dev/stdout can be opened by it.
            for pipe in &files.output {
                let path = format!("/proc/self/fd/{}", pipe.as_raw_fd());
                during("giving it its pipes", chown(path, Some(id), Some(id)))?;
            }
        }
    }
    // Its place in the control groups is its own business from here on; not all kernels have that.
    let _ = sys::unshare(libc::CLONE_NEWCGROUP);
    during("naming the host", network::name("sandbox"))?;
    let listeners = network::listen(&order.spec.listeners)?;
    let mut sockets: Vec<OwnedFd> = listeners.into_iter().map(OwnedFd::from).collect();
    sockets.extend(network::dialers(order.spec.dialers)?);
    root::make(order)?;
    Ok(sockets)
}

fn give_up(order: &Order) -> io::Result<()> {
    if let User::Own { id, .. } = order.user {
        privileges::become_user(id, id)?;
    }
    privileges::drop_all()?;
    // Nothing in the sandbox looks into this process.
    sys::prctl(libc::PR_SET_DUMPABLE, 0)?;
    // A change of user forgets this, so it comes after.
    sys::prctl(libc::PR_SET_PDEATHSIG, libc::SIGKILL as libc::c_ulong)?;
    seccomp::install()
}

/// Until all ends, or whoever asked for it is gone.
fn stay(mut program: Program, channel: &OwnedFd, ended: &OwnedFd) -> ! {
    let mut bytes = [0; 256];
    loop {
        bury(&mut program, channel);
        let mut polled = [channel.as_raw_fd(), ended.as_raw_fd()].map(|fd| libc::pollfd {
            fd,
            events: libc::POLLIN,
            revents: 0,
        });
        // SAFETY: the array has two.
        unsafe { libc::poll(polled.as_mut_ptr(), 2, -1) };
        if polled[0].revents != 0 {
            obey(&program, channel, &mut bytes);
        }
        if polled[1].revents != 0 {
            // SAFETY: the buffer is as large as is told. What it says does not matter.
            unsafe { libc::read(ended.as_raw_fd(), bytes.as_mut_ptr().cast(), bytes.len()) };
        }
    }
}

/// A file that can be read when a child has ended.
fn child_signals() -> io::Result<OwnedFd> {
    // SAFETY: a set of signals of zeros is made empty, filled and handed over.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigaddset(&mut set, libc::SIGCHLD);
        sys::check(libc::sigprocmask(
            libc::SIG_BLOCK,
            &set,
            std::ptr::null_mut(),
        ))?;
        // With the launcher's "ignore" there would be nothing to wait for.
        libc::signal(libc::SIGCHLD, libc::SIG_DFL);
        let fd = sys::check(libc::signalfd(
            -1,
            &set,
            libc::SFD_CLOEXEC | libc::SFD_NONBLOCK,
        ))?;
        Ok(OwnedFd::from_raw_fd(fd))
    }
}

/// Waits for those that have ended. With the program's end all ends, or with that of the last.
fn bury(program: &mut Program, channel: &OwnedFd) {
    loop {
        let mut status = 0;
        // SAFETY: the status is ours.
        let pid = unsafe { libc::waitpid(-1, &raw mut status, libc::WNOHANG) };
        if pid < 0 && !program.lives {
            sys::leave(0);
        }
        if pid <= 0 {
            return;
        }
        if pid == program.pid {
            program.lives = false;
            let _ = packet::send(channel, &Word::Ended(status).bytes(), &[]);
            if !program.lingers {
                // The kernel kills all that is left when the first process ends.
                sys::leave(0);
            }
        }
    }
}

fn obey(program: &Program, channel: &OwnedFd, bytes: &mut [u8]) {
    let word = match packet::receive(channel, bytes) {
        Ok((length, _)) if length > 0 => Word::read(bytes.get(..length).unwrap_or_default()),
        _ => sys::leave(0),
    };
    let (signal, number) = match word {
        Some(Word::Stop(number)) => (libc::SIGSTOP, number),
        Some(Word::Continue(number)) => (libc::SIGCONT, number),
        Some(Word::End) if program.lives => {
            // SAFETY: plain numbers. It has not been waited for, so the number is its own.
            unsafe { libc::kill(program.pid, libc::SIGKILL) };
            return;
        }
        _ => return,
    };
    // All processes of the sandbox but this one, at one moment.
    // SAFETY: plain numbers.
    unsafe { libc::kill(-1, signal) };
    let _ = packet::send(channel, &Word::Done(number).bytes(), &[]);
}

/// The user inside, where there is no namespace to give it another number.
pub fn inside(user: User) -> (u32, u32) {
    match user {
        User::Own {
            id,
            namespace: false,
        } => (id, id),
        _ => (UID, GID),
    }
}
