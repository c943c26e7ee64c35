//! Numbers that rise: the order of arrival, and FIFO sequence numbers.

use haneul_pipeline::Cx;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Default)]
struct Last(AtomicU64);

/// A message may take one of so many numbers in one version of the store.
const PER_VERSION: u32 = 24;

/// A number above all that were given out in earlier versions of the store, whichever process
/// gave them, and above all that this process gave out. It needs no row and survives a restart
/// under a frozen clock.
pub fn next(cx: &Cx) -> u64 {
    let last = cx.cloud.locals.get::<Last>();
    let floor = cx.tx.version() << PER_VERSION;
    let step = |last: u64| Some((last + 1).max(floor));
    let before = last
        .0
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, step);
    (before.unwrap_or_default() + 1).max(floor)
}
