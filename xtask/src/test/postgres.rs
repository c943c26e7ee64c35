//! The server that the store's tests start for themselves. Only its programs are needed.

use super::debian;
use crate::Outcome;
use haneul_testkit_postgres::{MISSING, is_installed};

/// Installs Debian's package where that is possible, and else says what is missing: the tests
/// would fail one by one.
pub fn ensure() -> Outcome {
    if is_installed() {
        return Ok(());
    }
    if !debian::is_here() {
        return Err(MISSING.into());
    }
    debian::install(&["postgresql"]).map_err(|problem| format!("{MISSING} ({problem})"))?;
    match is_installed() {
        true => Ok(()),
        false => Err(MISSING.into()),
    }
}
