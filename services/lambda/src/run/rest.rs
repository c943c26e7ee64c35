//! Between two runs: nothing of a sandbox runs then. Who calls again and again finds it awake, since it
//! stays so for a moment; to stop it and to let it go on takes several processes their turns.

use haneul_compute::Handle;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;

/// How long a sandbox stays awake, of the host's time.
pub const MOMENT: Duration = Duration::from_millis(20);

#[derive(Default)]
pub struct Rest {
    /// How often it was woken.
    runs: AtomicU64,
    /// Whether it is stopped. Held by whoever stops it or wakes it.
    is_stopped: Mutex<bool>,
}

impl Rest {
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Acquire)
    }

    /// Stops it, unless it was woken since there were so many runs; whether it could be.
    pub async fn freeze(&self, running: &Handle, runs: u64) -> bool {
        let mut is_stopped = self.is_stopped.lock().await;
        if *is_stopped || self.runs() != runs {
            return true;
        }
        *is_stopped = running.freeze().await.is_ok();
        *is_stopped
    }

    /// Whether it runs.
    pub async fn wake(&self, running: &Handle) -> bool {
        // Who is about to stop it sees that it is too late.
        self.runs.fetch_add(1, Ordering::AcqRel);
        let mut is_stopped = self.is_stopped.lock().await;
        if *is_stopped && running.thaw().await.is_err() {
            return false;
        }
        *is_stopped = false;
        true
    }
}
