//! Programs that tests want, as packages of Debian.

use super::run::{command, exists, finish};
use crate::Outcome;

/// The programs of others that the client tests drive, each in the package of its name.
const CLIENTS: [&str; 2] = ["restic", "rclone"];

pub fn is_here() -> bool {
    exists("apt-get", "--version")
}

/// A machine that is new knows no packages yet, or those of a list that is no longer true.
pub fn install(packages: &[&str]) -> Outcome {
    let once = || {
        let mut apt = command("apt-get");
        apt.args(["install", "-y", "--no-install-recommends"]);
        finish(apt.args(packages).env("DEBIAN_FRONTEND", "noninteractive"))
    };
    once().or_else(|_| {
        finish(command("apt-get").arg("update"))?;
        once()
    })
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
