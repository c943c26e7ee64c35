//! Regular expressions, of which patterns take a part: no groups, and only some symbols.

use crate::Bad;
use regex::{Regex, RegexBuilder};

/// Compiled ones may need so much memory.
const SIZE: usize = 1 << 20;

const SYMBOLS: &str = ":_#=@/;,- ";
const OPERATORS: &str = "^$?[]{}|\\*+.";

pub fn compile(text: &str) -> Result<Regex, Bad> {
    let bad = || Bad::Regex(text.to_owned());
    let mut escaped = false;
    for c in text.chars() {
        let plain = c.is_ascii_alphanumeric() || SYMBOLS.contains(c) || OPERATORS.contains(c);
        // Behind a backslash any other symbol stands for itself.
        if !(plain || escaped && c.is_ascii_punctuation()) {
            return Err(bad());
        }
        escaped = c == '\\' && !escaped;
    }
    if text.is_empty() || has_unknown_escape(text) {
        return Err(bad());
    }
    let built = RegexBuilder::new(text)
        .unicode(false)
        .size_limit(SIZE)
        .dfa_size_limit(SIZE)
        .build();
    // A byte alone need not be text: those that may match one are read with characters instead.
    let built = built.or_else(|_| RegexBuilder::new(text).size_limit(SIZE).build());
    built.map_err(|_| bad())
}

/// Of letters and digits only those for classes and bytes may follow a backslash.
fn has_unknown_escape(text: &str) -> bool {
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            match chars.next() {
                Some(c) if c.is_ascii_alphanumeric() && !"dDsSwWx".contains(c) => return true,
                Some(_) => {}
                None => return true,
            }
        }
    }
    false
}
