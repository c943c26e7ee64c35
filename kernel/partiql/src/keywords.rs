//! Words that name nothing unless they are quoted.

use std::collections::BTreeSet;
use std::sync::OnceLock;

const WORDS: &str = include_str!("keywords.txt");

/// Whatever its letters' case.
pub fn is_keyword(word: &str) -> bool {
    static TABLE: OnceLock<BTreeSet<&'static str>> = OnceLock::new();
    let table = TABLE.get_or_init(|| WORDS.split_whitespace().collect());
    match word.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => table.contains(word.to_ascii_lowercase().as_str()),
        false => table.contains(word),
    }
}
