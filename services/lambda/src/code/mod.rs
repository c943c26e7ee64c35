//! Code of functions and layers: where it comes from, where it lies, and how it goes.
//!
//! The bytes of a package are a blob. Versions share the package they were published from, so a row
//! counts who needs it; what nobody needs is put onto a list and removed after the commit. What was
//! cut off before its commit is found as an orphan.

mod fetch;
mod keep;
#[cfg(test)]
mod testing;
pub mod zip;

pub use fetch::{Source, fetch};
pub use keep::{claim, is_needed, read, reconcilers, release};

use serde::{Deserialize, Serialize};

/// A package.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Code {
    pub blob: String,
    pub size: i64,
    pub unzipped: i64,
    /// In base64.
    pub sha256: String,
}
