//! Lambda as its callers see it.

mod aliases;
mod cloud;
mod functions;
mod layers;
mod permissions;
mod settings;
#[path = "../../src/code/testing.rs"]
mod testing;
