//! The process that makes sandboxes: this same program, started again as one small, single-threaded
//! process.
//!
//! Only such a process may fork and go on with ordinary code, so the program that wants sandboxes must
//! let itself be started again as one: [`enter_if_asked`] is the first thing its `main` calls. Where
//! `main` is not ours (Rust's test harness), [`launcher_before_main!`](crate::launcher_before_main)
//! at the top of the crate does it.

/// Becomes the launcher when this process was started as one, and does not return then. Must be called
/// before any thread is started.
pub fn enter_if_asked() {}

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
