//! The program of a sandbox: from the fork to its first instruction.

use super::init::inside;
use super::order::{Order, User, Word};
use super::sys::{self, Trouble, during};
use super::{privileges, seccomp};
use crate::Spec;
use std::ffi::CString;
use std::io::{PipeReader, PipeWriter, Read, Write};
use std::os::fd::OwnedFd;

/// The program and its surroundings, as the kernel wants them.
pub struct Command {
    programs: Vec<CString>,
    arguments: Vec<CString>,
    environment: Vec<CString>,
}

impl Command {
    /// `None` when a text has a zero byte in it.
    pub fn new(spec: &Spec, order: &Order) -> Option<Command> {
        let mut environment: Vec<(String, String)> = spec.env.clone();
        for listener in &order.spec.listeners {
            for (name, pattern) in &listener.tell {
                let told = pattern.replace("{}", &listener.address.to_string());
                environment.push((name.clone(), told));
            }
        }
        let name = spec.command.first()?;
        let path = environment.iter().rev().find(|(n, _)| n == "PATH");
        let path = path.map_or("/usr/local/bin:/usr/bin:/bin", |(_, p)| p.as_str());
        let programs: Vec<String> = match name.contains('/') {
            true => vec![name.clone()],
            false => path
                .split(':')
                .map(|folder| format!("{folder}/{name}"))
                .collect(),
        };
        let texts = |all: Vec<String>| {
            all.into_iter()
                .map(|t| CString::new(t).ok())
                .collect::<Option<Vec<_>>>()
        };
        Some(Command {
            programs: texts(programs)?,
            arguments: texts(spec.command.clone())?,
            environment: texts(
                environment
                    .into_iter()
                    .map(|(n, v)| format!("{n}={v}"))
                    .collect(),
            )?,
        })
    }

    /// Does not return unless none of the programs can be executed.
    fn execute(&self) -> i32 {
        let pointers = |texts: &[CString]| {
            let mut all: Vec<_> = texts.iter().map(|t| t.as_ptr()).collect();
            all.push(std::ptr::null());
            all
        };
        let (arguments, environment) = (pointers(&self.arguments), pointers(&self.environment));
        let mut error = libc::ENOENT;
        for program in &self.programs {
            // SAFETY: the strings end with zeros, the lists with null, and all live on.
            unsafe { libc::execve(program.as_ptr(), arguments.as_ptr(), environment.as_ptr()) };
            let last = std::io::Error::last_os_error()
                .raw_os_error()
                .unwrap_or(libc::EINVAL);
            // A program that is there and cannot be run says more than one that is not there.
            if last != libc::ENOENT && last != libc::ENOTDIR {
                error = last;
            }
        }
        error
    }
}

pub fn run(
    command: Command,
    order: &Order,
    output: &[OwnedFd; 2],
    mut go: PipeReader,
    mut told: PipeWriter,
) -> ! {
    let mut byte = [0];
    if !matches!(go.read(&mut byte), Ok(1)) {
        sys::leave(125);
    }
    let word = match prepare(order, output) {
        Err(trouble) => Word::Failed(trouble),
        Ok(()) => Word::NoProgram(command.execute()),
    };
    let _ = told.write_all(&word.bytes());
    sys::leave(125)
}

fn prepare(order: &Order, output: &[OwnedFd; 2]) -> Result<(), Trouble> {
    // SAFETY: plain numbers.
    unsafe { libc::setsid() };
    during("setting its output", sys::place(&output[0], 1))?;
    during("setting its output", sys::place(&output[1], 2))?;
    keep_to_itself();
    first_to_go();
    privileges::limit(order)?;
    if let User::Own { .. } = order.user {
        let (uid, gid) = inside(order.user);
        during("becoming its user", privileges::become_user(uid, gid))?;
    }
    let cwd = &order.spec.cwd;
    during(
        format!("entering {}", cwd.display()),
        std::env::set_current_dir(cwd),
    )?;
    ordinary_signals();
    during("giving up privileges", privileges::drop_all())?;
    // The last: what it forbids is what came before.
    during("filtering system calls", seccomp::install())
}

/// Closes at exec whatever was opened without saying so.
fn keep_to_itself() {
    // SAFETY: plain numbers. A kernel that does not know it leaves files that say so themselves.
    unsafe {
        libc::syscall(
            libc::SYS_close_range,
            3,
            u32::MAX,
            libc::CLOSE_RANGE_CLOEXEC,
        )
    };
}

fn ordinary_signals() {
    // SAFETY: an empty set, and plain numbers.
    unsafe {
        let mut set: libc::sigset_t = std::mem::zeroed();
        libc::sigemptyset(&mut set);
        libc::sigprocmask(libc::SIG_SETMASK, &set, std::ptr::null_mut());
        libc::signal(libc::SIGPIPE, libc::SIG_DFL);
        libc::signal(libc::SIGCHLD, libc::SIG_DFL);
    }
}

/// When memory is short the kernel takes this one, and not the first process.
fn first_to_go() {
    if let Ok(mut score) = std::fs::OpenOptions::new()
        .write(true)
        .open("/proc/self/oom_score_adj")
    {
        let _ = score.write_all(b"1000");
    }
}
