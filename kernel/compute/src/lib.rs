//! Other people's code, run apart from the host and from one another.
//!
//! [`Host::start`] makes a sandbox of a [`Spec`] and gives a [`Running`]; [`Host::equip`] puts an
//! interpreter of the host and our bootstrap into a specification ([`runtimes`]). The program that wants
//! sandboxes calls [`launcher::enter_if_asked`] first of all. What isolates what, what is done where a host
//! lacks something, and the limits are in this crate's README.

mod exit;
mod failure;
mod host;
pub mod launcher;
mod plain;
mod report;
mod running;
pub mod runtimes;
#[cfg(target_os = "linux")]
mod sandbox;
mod settings;
mod spec;

pub use exit::Exit;
pub use failure::Failure;
pub use host::Host;
pub use report::{Check, Part, Report, State};
pub use running::{Handle, Output, Running};
pub use settings::Settings;
pub use spec::{File, Listener, Mount, Outward, Spec};
