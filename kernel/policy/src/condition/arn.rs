use crate::language::glob::{self, MANY};

/// Compares ARNs component by component: a star does not reach over a colon, except that the last
/// component takes all that remains.
pub(crate) fn matches(mask: &[u8], found: &str) -> bool {
    let count = mask.iter().filter(|byte| **byte == b':').count() + 1;
    let count = count.min(6);
    if count < 6 && mask.last() != Some(&MANY) {
        return false;
    }
    let mut wanted = mask.splitn(count, |byte| *byte == b':');
    let mut parts = found.splitn(count, ':');
    loop {
        match (wanted.next(), parts.next()) {
            (Some(mask), Some(part)) if glob::matches(mask, part) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}
