//! Whose things are whose: a process is named by its number and when it started, since numbers come
//! again.

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

const BEGINS: &str = "haneul-";

/// A name for folders and control groups of this process that nothing else has.
pub fn new_name() -> String {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let id = std::process::id();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("{BEGINS}{id}-{}-{number}", started(id).unwrap_or_default())
}

/// Whether a folder was made by a process that is no more.
pub fn is_left(name: &str) -> bool {
    let Some(numbers) = name.strip_prefix(BEGINS) else {
        return false;
    };
    let mut numbers = numbers.split('-').map(str::parse::<u64>);
    let (Some(Ok(id)), Some(Ok(began))) = (numbers.next(), numbers.next()) else {
        return false;
    };
    let Ok(id) = u32::try_from(id) else {
        return false;
    };
    started(id) != Some(began)
}

/// When a living process started, in the kernel's ticks.
fn started(id: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The second field is a name in brackets, which may have anything in it.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    if fields.next() == Some("Z") {
        return None;
    }
    fields.nth(18)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_living_process_left_nothing() {
        assert!(!is_left(&new_name()));
        assert!(is_left(&format!("haneul-{}-1-0", std::process::id())));
        assert!(!is_left("cache"));
    }
}
