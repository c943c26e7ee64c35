//! The process that makes sandboxes: this same program, started again as one small, single-threaded
//! process.
//!
//! Only such a process may fork and go on with ordinary code, so the program that wants sandboxes must
//! let itself be started again as one: [`enter_if_asked`] is the first thing its `main` calls. Where
//! `main` is not ours (Rust's test harness), [`launcher_before_main!`](crate::launcher_before_main)
//! at the top of the crate does it.
//!
//! The launcher waits for orders. For each it clones one process into new namespaces ([`init`]), which
//! makes the sandbox around itself and then starts the program in it ([`command`]). When the program
//! that asked is gone, so is the launcher, and with it every sandbox.

mod command;
mod init;
mod network;
pub(crate) mod order;
pub(crate) mod packet;
pub(crate) mod pidfd;
mod privileges;
pub(crate) mod probe;
mod root;
mod seccomp;
mod serve;
pub(crate) mod sys;
mod tmp;

pub(crate) use tmp::{FOLDER as TMP_FOLDER, maker as tmp_maker};

/// The name that this program goes by as a launcher.
pub(crate) const NAME: &str = "haneul-launcher";

/// A variable that tells a program that it was started as a launcher, should it not have called
/// [`enter_if_asked`]: it must not start another one then.
pub(crate) const MARK: &str = "HANEUL_LAUNCHER";

/// Becomes the launcher when this process was started as one, and does not return then. Must be called
/// before any thread is started.
pub fn enter_if_asked() {
    {
        let mut arguments = std::env::args_os();
        if arguments.next().is_none_or(|name| name != NAME) {
            return;
        }
        match arguments.next().as_deref().and_then(|a| a.to_str()) {
            Some("serve") => serve::run(),
            Some("probe") => probe::print(),
            _ => {}
        }
        std::process::exit(0);
    }
}
