//! The server that the store's tests start for themselves. Only its programs are needed.

use super::run::{command, exists, finish};
use crate::Outcome;
use haneul_testkit_postgres::{MISSING, is_installed};

/// Installs Debian's package where that is possible, and else says what is missing: the tests
/// would fail one by one.
pub fn ensure() -> Outcome {
    if is_installed() {
        return Ok(());
    }
    if !exists("apt-get", "--version") {
        return Err(MISSING.into());
    }
    let install = ["install", "-y", "--no-install-recommends", "postgresql"];
    finish(
        command("apt-get")
            .args(install)
            .env("DEBIAN_FRONTEND", "noninteractive"),
    )
    .map_err(|problem| format!("{MISSING} ({problem})"))?;
    match is_installed() {
        true => Ok(()),
        false => Err(MISSING.into()),
    }
}
