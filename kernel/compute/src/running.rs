//! A sandbox that runs.

#[cfg(target_os = "linux")]
use crate::sandbox;
use crate::{Exit, Failure, plain};
use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// What it writes. The pipe is as large as the host makes pipes (64 KiB): who does not read what the
/// program writes makes it wait, and never keeps it in memory.
pub type Output = tokio::net::unix::pipe::Receiver;

/// A sandbox that runs. Dropping it kills it.
#[derive(Debug)]
pub struct Running {
    /// Take it, or the program waits once the pipe is full.
    pub stdout: Option<Output>,
    pub stderr: Option<Output>,
    /// In the order of [`Spec::listeners`](crate::Spec::listeners): listening, not blocking.
    pub listeners: Vec<TcpListener>,
    /// As many as [`Spec::dialers`](crate::Spec::dialers) says, none of them connected yet and none
    /// blocking: whoever connects one is in the sandbox's network. One that was refused can be tried
    /// again, and fails once more before it connects. Where nothing is isolated there
    /// are none, and any socket of the host will do.
    pub dialers: Vec<TcpStream>,
    /// Whether it is isolated; `false` only where [`Settings::plain`](crate::Settings::plain) allows it.
    pub isolated: bool,
    pub(crate) handle: Handle,
}

/// A hand on a running sandbox, for who does not own it.
#[derive(Clone, Debug)]
pub struct Handle(pub(crate) Arc<Life>);

#[derive(Debug)]
pub(crate) struct Life {
    pub exit: watch::Receiver<Option<Exit>>,
    /// Of the program alone.
    pub program: watch::Receiver<Option<Exit>>,
    pub kind: Kind,
}

#[derive(Debug)]
pub(crate) enum Kind {
    Plain(plain::Group),
    #[cfg(target_os = "linux")]
    Sandbox(sandbox::Hold),
}

impl Running {
    pub fn handle(&self) -> Handle {
        self.handle.clone()
    }
}

impl std::ops::Deref for Running {
    type Target = Handle;

    fn deref(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.handle.kill();
    }
}

impl Handle {
    /// The host's number of its first process: for people, not to send signals to.
    pub fn pid(&self) -> u32 {
        match &self.0.kind {
            Kind::Plain(group) => group.pid(),
            #[cfg(target_os = "linux")]
            Kind::Sandbox(hold) => hold.pid(),
        }
    }

    /// Until it has ended, with all its processes. Whoever asks later is answered at once.
    pub async fn wait(&self) -> Exit {
        let mut exit = self.0.exit.clone();
        match exit.wait_for(Option::is_some).await {
            Ok(seen) => seen.unwrap_or(Exit::Killed),
            // The task that would tell is gone with its runtime; so is the sandbox.
            Err(_) => Exit::Killed,
        }
    }

    /// How it ended, if it has.
    pub fn ended(&self) -> Option<Exit> {
        *self.0.exit.borrow()
    }

    /// Until the program has ended, whatever else of it goes on ([`Spec::lingers`](crate::Spec::lingers)).
    pub async fn wait_for_program(&self) -> Exit {
        let mut program = self.0.program.clone();
        if let Ok(seen) = program.wait_for(Option::is_some).await {
            return seen.unwrap_or(Exit::Killed);
        }
        self.wait().await
    }

    /// How the program ended, if it has.
    pub fn program(&self) -> Option<Exit> {
        (*self.0.program.borrow()).or_else(|| self.ended())
    }

    /// Kills the program alone: with it all ends that does not linger.
    pub fn end_program(&self) {
        if self.program().is_some() {
            return;
        }
        match &self.0.kind {
            Kind::Plain(group) => group.end_program(),
            #[cfg(target_os = "linux")]
            Kind::Sandbox(hold) => hold.end_program(),
        }
    }

    /// Kills all its processes, frozen or not. [`Handle::wait`] tells when they are gone.
    pub fn kill(&self) {
        if self.ended().is_some() {
            return;
        }
        match &self.0.kind {
            Kind::Plain(group) => group.kill(),
            #[cfg(target_os = "linux")]
            Kind::Sandbox(hold) => hold.kill(),
        }
    }

    /// Stops all its processes where they are: they use no processor until [`Handle::thaw`].
    pub async fn freeze(&self) -> Result<(), Failure> {
        self.stop(true).await.map_err(Failure::step("freezing"))
    }

    /// Lets them go on.
    pub async fn thaw(&self) -> Result<(), Failure> {
        self.stop(false).await.map_err(Failure::step("thawing"))
    }

    async fn stop(&self, stop: bool) -> io::Result<()> {
        match &self.0.kind {
            Kind::Plain(group) => group.stop(stop),
            #[cfg(target_os = "linux")]
            Kind::Sandbox(hold) => hold.stop(stop).await,
        }
    }

    /// From here on it may use so much of a processor, or as much as there is; whether something here
    /// limits it.
    pub fn limit_cpu(&self, share: Option<f64>) -> Result<bool, Failure> {
        let limited = match &self.0.kind {
            Kind::Plain(_) => Ok(false),
            #[cfg(target_os = "linux")]
            Kind::Sandbox(hold) => hold.limit_cpu(share),
        };
        limited.map_err(Failure::step("limiting its processor"))
    }

    /// The most memory its processes had together, in bytes, with what of their files the kernel
    /// counts to them. `None` where nothing counts it.
    pub fn memory_peak(&self) -> Option<u64> {
        match &self.0.kind {
            Kind::Plain(_) => None,
            #[cfg(target_os = "linux")]
            Kind::Sandbox(hold) => hold.memory_peak(),
        }
    }

    /// What all its processes together used of the processors, also those that have ended.
    pub fn cpu_time(&self) -> Option<Duration> {
        match &self.0.kind {
            Kind::Plain(_) => None,
            #[cfg(target_os = "linux")]
            Kind::Sandbox(hold) => hold.cpu_time(),
        }
    }
}
