//! Ids: seven letters and digits.

use haneul_pipeline::Cx;

const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

pub fn fresh(cx: &Cx) -> String {
    cx.random().text(LETTERS, 7)
}

/// Whether something may be an id: names are looked for otherwise.
pub fn is_one(text: &str) -> bool {
    (4..=7).contains(&text.len()) && text.bytes().all(|byte| LETTERS.contains(&byte))
}
