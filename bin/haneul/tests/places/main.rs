//! The places for large bytes, with the real binary: below it, and as the object store under it.

#[path = "../../../../kernel/blob/tests/conformance/mod.rs"]
mod conformance;

mod broken;
mod cloud;
mod proxy;
mod snapshots;
mod store;
mod through;
mod wrong;
mod zones;
