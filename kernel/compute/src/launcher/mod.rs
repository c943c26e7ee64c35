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

#[cfg(target_os = "linux")]
mod command;
#[cfg(target_os = "linux")]
mod init;
#[cfg(target_os = "linux")]
mod network;
#[cfg(target_os = "linux")]
pub(crate) mod order;
#[cfg(target_os = "linux")]
pub(crate) mod packet;
#[cfg(target_os = "linux")]
mod privileges;
#[cfg(target_os = "linux")]
pub(crate) mod probe;
#[cfg(target_os = "linux")]
mod root;
#[cfg(target_os = "linux")]
mod seccomp;
#[cfg(target_os = "linux")]
mod serve;
#[cfg(target_os = "linux")]
pub(crate) mod sys;
#[cfg(target_os = "linux")]
mod tmp;

#[cfg(target_os = "linux")]
pub(crate) use tmp::maker as tmp_maker;

/// The name that this program goes by as a launcher.
#[cfg(target_os = "linux")]
pub(crate) const NAME: &str = "haneul-launcher";

/// A variable that tells a program that it was started as a launcher, should it not have called
/// [`enter_if_asked`]: it must not start another one then.
#[cfg(target_os = "linux")]
pub(crate) const MARK: &str = "HANEUL_LAUNCHER";

/// Becomes the launcher when this process was started as one, and does not return then. Must be called
/// before any thread is started.
pub fn enter_if_asked() {
    #[cfg(target_os = "linux")]
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

/// Calls [`enter_if_asked`] before `main`: for tests, whose `main` is the harness's.
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
