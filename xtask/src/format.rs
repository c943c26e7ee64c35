//! `cargo xtask fmt`: rustfmt for every file. `cargo fmt` does not see operations, since they are
//! declared by generated code.

use crate::{Outcome, files, root};
use std::path::PathBuf;
use std::process::Command;

pub fn run(check: bool) -> Outcome {
    let files = files::rust(&["kernel", "services", "bin", "xtask", "bench", "tests"])?;
    match files.is_empty() {
        true => Ok(()),
        false => rustfmt(&files, check),
    }
}

pub fn rustfmt(files: &[PathBuf], check: bool) -> Outcome {
    let mut command = Command::new("rustfmt");
    command.current_dir(root()).args(["--edition", "2024"]);
    if check {
        command.arg("--check");
    }
    match command.args(files).status()?.success() {
        true => Ok(()),
        false => Err("rustfmt found something".into()),
    }
}
