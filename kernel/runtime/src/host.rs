//! The host's own time. Everything the cloud shows comes from [`crate::Clock`] instead; host time
//! is for signatures, the HTTP `Date` header, and waits that protect the host itself.

use jiff::Timestamp;
use std::time::{Duration, Instant};

pub fn now() -> Timestamp {
    Timestamp::now()
}

/// A point in time for measuring how long something takes, which never goes back.
pub fn instant() -> Instant {
    Instant::now()
}

/// A wait in host time: back-off between retries, pauses of background loops.
pub async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

/// Ends `work` after `limit` of host time; `None` when it ran out.
pub async fn within<F: Future>(limit: Duration, work: F) -> Option<F::Output> {
    tokio::time::timeout(limit, work).await.ok()
}

/// Work that keeps a processor busy for long, beside what answers calls; `None` where it came to
/// nothing.
pub async fn aside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    tokio::task::spawn_blocking(work).await.ok()
}
