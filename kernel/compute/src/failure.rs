//! Why a sandbox did not start.

use crate::Report;
use std::io;

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// This host lacks what isolates, and running without was not allowed.
    #[error("this host cannot isolate programs: {}", .0.missing())]
    CannotIsolate(Box<Report>),
    /// The specification asks for what cannot be.
    #[error("{0}")]
    Refused(String),
    /// The program could not be executed: it is not there, or not a program.
    #[error("{program}: {error}")]
    Program { program: String, error: io::Error },
    /// A step of making the sandbox failed.
    #[error("{step}: {error}")]
    Step { step: String, error: io::Error },
    /// The launcher could not be started, or did not answer.
    #[error("the launcher: {0}")]
    Launcher(String),
}

impl Failure {
    pub(crate) fn step(step: impl Into<String>) -> impl FnOnce(io::Error) -> Failure {
        let step = step.into();
        move |error| Failure::Step { step, error }
    }
}
