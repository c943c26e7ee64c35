//! Lambda as its callers see it.

haneul_compute::launcher_before_main!();

mod aliases;
mod cloud;
mod deliveries;
mod extensions;
mod functions;
mod layers;
mod loops;
mod mappings;
mod measures;
mod permissions;
mod provisioned;
mod runs;
mod settings;
use haneul_testkit::packages as testing;
