//! The order of rows that are put at the same time: numbers that rise within the process.

use haneul_pipeline::Cloud;
use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Default)]
struct Last(AtomicU32);

/// The first of `count` numbers in a row.
pub fn take(cloud: &Cloud, count: u32) -> u32 {
    let last = cloud.locals.get::<Last>();
    let step = |last: u32| Some(last.checked_add(count).unwrap_or(count));
    let before = last
        .0
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, step)
        .unwrap_or_default();
    match before.checked_add(count) {
        Some(_) => before,
        None => 0,
    }
}
