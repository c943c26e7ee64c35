//! Packages for tests.

pub use haneul_testkit::packages::{packed, zip};
