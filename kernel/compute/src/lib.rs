//! Other people's code, run apart from the host and from one another.

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
