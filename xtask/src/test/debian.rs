//! Programs that tests want, as packages of Debian.

use super::run::{command, exists, finish};
use crate::Outcome;

/// The programs of others that the client tests drive, each in the package of its name.
const CLIENTS: [&str; 2] = ["restic", "rclone"];

pub fn is_here() -> bool {
    exists("apt-get", "--version")
}

pub fn install(packages: &[&str]) -> Outcome {
    finish(
        command("apt-get")
            .args(["install", "-y", "--no-install-recommends"])
            .args(packages)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
}

/// Installs what is missing, where that is possible. Elsewhere its tests are skipped, and say so.
pub fn clients() -> Outcome {
    let missing: Vec<_> = CLIENTS
        .into_iter()
        .filter(|name| !exists(name, "version"))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let installed = match is_here() {
        true => install(&missing),
        false => Err("there is no apt-get".into()),
    };
    if let Err(problem) = installed {
        println!("NOT TESTED: {} ({problem})", missing.join(", "));
    }
    Ok(())
}
