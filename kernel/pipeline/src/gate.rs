//! The gate that every call goes through, shut while the whole state is replaced.

use haneul_runtime::host;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

#[derive(Default)]
pub struct Gate {
    inside: AtomicUsize,
    shut: AtomicBool,
    opened: Notify,
}

/// Calls under way have this long to end before the state is replaced under them: long polls
/// wait for what will never come.
const PATIENCE: Duration = Duration::from_millis(500);

impl Gate {
    /// Waits while the gate is shut.
    pub(crate) async fn enter(&self) -> Inside<'_> {
        loop {
            self.inside.fetch_add(1, Ordering::AcqRel);
            if !self.shut.load(Ordering::Acquire) {
                return Inside(self);
            }
            self.inside.fetch_sub(1, Ordering::AcqRel);
            let opened = self.opened.notified();
            if self.shut.load(Ordering::Acquire) {
                opened.await;
            }
        }
    }

    /// Shuts the gate until the returned value is dropped.
    pub(crate) async fn shut(&self) -> Shut<'_> {
        self.shut.store(true, Ordering::Release);
        let shut = Shut(self);
        let empty = async {
            while self.inside.load(Ordering::Acquire) > 0 {
                host::pause(Duration::from_millis(1)).await;
            }
        };
        host::within(PATIENCE, empty).await;
        shut
    }
}

pub(crate) struct Inside<'a>(&'a Gate);

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.inside.fetch_sub(1, Ordering::AcqRel);
    }
}

pub(crate) struct Shut<'a>(&'a Gate);

impl Drop for Shut<'_> {
    fn drop(&mut self) {
        self.0.shut.store(false, Ordering::Release);
        self.0.opened.notify_waiters();
    }
}
