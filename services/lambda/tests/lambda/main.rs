//! Lambda as its callers see it.

haneul_compute::launcher_before_main!();

mod aliases;
mod cloud;
mod deliveries;
mod functions;
mod layers;
mod measures;
mod permissions;
mod runs;
mod settings;
/// As the crate's own tests have it, which use more of it.
#[allow(dead_code)]
#[path = "../../src/code/testing.rs"]
mod testing;
