//! Running programs, and saying how long they took.

use crate::{Outcome, root};
use std::process::Command;
use std::time::Duration;

pub fn command(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root());
    command
}

pub fn cargo(arguments: &[&str]) -> Outcome {
    // The cargo that runs this one.
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    finish(command(cargo).args(arguments))
}

/// Runs it with our own output, and takes any code but zero for a failure.
pub fn finish(command: &mut Command) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .status()
        .map_err(|error| format!("{program} cannot be run: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("{program}: {status}").into()),
    }
}

/// Whether it can be run at all.
pub fn exists(program: &str, argument: &str) -> bool {
    let output = command(program).arg(argument).output();
    output.is_ok_and(|output| output.status.success())
}

pub fn shown(took: Duration) -> String {
    let seconds = took.as_secs_f64();
    match seconds < 60.0 {
        true => format!("{seconds:.1} s"),
        false => format!("{} min {:02} s", took.as_secs() / 60, took.as_secs() % 60),
    }
}
