//! Other people's code, run apart from the host and from one another.
//!
//! [`Host::start`] makes a sandbox of a [`Spec`] and gives a [`Running`]; [`Host::equip`] puts an
//! interpreter of the host and our bootstrap into a specification ([`runtimes`]). The program that wants
//! sandboxes calls [`launcher::enter_if_asked`] first of all. What isolates what, what is done where a host
//! lacks something, and the limits are in this crate's README.

mod dialer;
mod exit;
mod failure;
mod host;
#[cfg(target_os = "linux")]
pub mod launcher;
#[cfg(not(target_os = "linux"))]
#[path = "launcher/elsewhere.rs"]
pub mod launcher;
mod plain;
mod report;
mod running;
pub mod runtimes;
#[cfg(target_os = "linux")]
mod sandbox;
mod settings;
mod spec;

pub use dialer::hang_up;
pub use exit::Exit;
pub use failure::Failure;
pub use host::Host;
pub use report::{Check, Part, Report, State};
pub use running::{Handle, Output, Running};
pub use settings::Settings;
pub use spec::{File, Listener, Mount, Outward, Spec};

/// Calls [`launcher::enter_if_asked`] before `main`: for tests, whose `main` is the harness's.
#[macro_export]
macro_rules! launcher_before_main {
    () => {
        #[cfg(target_os = "linux")]
        const _: () = {
            extern "C" fn enter() {
                $crate::launcher::enter_if_asked();
            }
            #[used]
            #[unsafe(link_section = ".init_array")]
            static ENTER: extern "C" fn() = enter;
        };
    };
}
