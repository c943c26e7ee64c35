//! Whose things are whose: a process is named by its number and when it started, since numbers come
//! again.

use std::fs;

const BEGINS: &str = "haneul-";

/// The name of this process's folders and control groups.
pub fn name() -> String {
    let id = std::process::id();
    format!("{BEGINS}{id}-{}", started(id).unwrap_or_default())
}

/// Whether a folder was made by a process that is no more.
pub fn is_left(name: &str) -> bool {
    let Some((id, began)) = name.strip_prefix(BEGINS).and_then(|n| n.split_once('-')) else {
        return false;
    };
    let (Ok(id), Ok(began)) = (id.parse(), began.parse::<u64>()) else {
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
        assert!(!is_left(&name()));
        assert!(is_left(&format!("haneul-{}-1", std::process::id())));
        assert!(!is_left("cache"));
    }
}
