//! Texts with `*` in them: read, matched in linear time for each star, and refused when too complex.

use std::collections::{HashSet, VecDeque};

/// How many beginnings of a field's wildcards may match one text at once.
const COMPLEX: usize = 10;
/// How many different states are looked at before a pattern counts as too complex.
const LOOKED_AT: usize = 5_000;

pub const TOO_COMPLEX: &str = "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character";

/// The literal texts between the stars: always one more than there are stars.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Wildcard {
    parts: Vec<String>,
}

impl Wildcard {
    pub fn read(text: &str) -> Result<Self, String> {
        let mut parts = vec![String::new()];
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            // Positions count the quote that AWS's compiler puts before the text.
            let at = at + 1;
            let next = chars.peek().map(|(_, c)| *c);
            let literal = match (c, next) {
                ('*', Some('*')) => {
                    return Err(format!("Consecutive wildcard characters at pos {at}"));
                }
                ('*', _) => {
                    parts.push(String::new());
                    continue;
                }
                ('\\', Some(escaped @ ('*' | '\\'))) => {
                    chars.next();
                    escaped
                }
                ('\\', _) => return Err(format!("Invalid escape character at pos {at}")),
                (other, _) => other,
            };
            if let Some(part) = parts.last_mut() {
                part.push(literal);
            }
        }
        Ok(Wildcard { parts })
    }

    pub fn matches(&self, text: &str) -> bool {
        let Some((first, rest)) = self.parts.split_first() else {
            return false;
        };
        let Some((last, middle)) = rest.split_last() else {
            return text == first;
        };
        let Some(mut text) = text.strip_prefix(first.as_str()) else {
            return false;
        };
        for part in middle {
            match text.find(part.as_str()) {
                Some(at) => text = &text[at + part.len()..],
                None => return false,
            }
        }
        text.ends_with(last.as_str())
    }

    /// What every matching text begins with.
    pub fn head(&self) -> &str {
        self.parts.first().map_or("", String::as_str)
    }

    /// What every matching text ends with.
    pub fn tail(&self) -> &str {
        self.parts.last().map_or("", String::as_str)
    }

    /// Whether it stands for one text only.
    pub fn is_literal(&self) -> bool {
        self.parts.len() == 1
    }

    fn signs(&self) -> Vec<Sign> {
        let mut signs = Vec::new();
        for (nth, part) in self.parts.iter().enumerate() {
            if nth > 0 {
                signs.push(Sign::Any);
            }
            signs.extend(part.chars().map(Sign::One));
        }
        signs
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Sign {
    One(char),
    Any,
}

/// Whether some text could match too many beginnings of one field's wildcards at once: for each
/// wildcard, every beginning (`a`, `a*`, `a*b` …) that matches what was read so far counts.
pub fn too_complex(wildcards: &[&Wildcard]) -> bool {
    let rows: Vec<Vec<Sign>> = wildcards.iter().map(|w| w.signs()).collect();
    let mut letters: Vec<Option<char>> = vec![None];
    for sign in rows.iter().flatten() {
        if let Sign::One(c) = sign {
            if !letters.contains(&Some(*c)) {
                letters.push(Some(*c));
            }
        }
    }
    // A state is what beginnings matched: (wildcard, length). Nothing read yet is length 0.
    let mut start = Vec::new();
    for row in 0..rows.len() {
        reach(&rows, row, 0, &mut start);
    }
    let mut seen = HashSet::new();
    let mut waiting = VecDeque::from([start]);
    while let Some(state) = waiting.pop_front() {
        for letter in &letters {
            let next = step(&rows, &state, *letter);
            if next.len() >= COMPLEX {
                return true;
            }
            if !next.is_empty() && seen.insert(next.clone()) {
                waiting.push_back(next);
            }
        }
        if seen.len() > LOOKED_AT {
            return true;
        }
    }
    false
}

fn step(rows: &[Vec<Sign>], state: &[(usize, usize)], letter: Option<char>) -> Vec<(usize, usize)> {
    let mut next = Vec::new();
    for (row, length) in state.iter().copied() {
        let signs = &rows[row];
        if length > 0 && signs[length - 1] == Sign::Any {
            reach(rows, row, length, &mut next);
        }
        match signs.get(length) {
            Some(Sign::One(c)) if Some(*c) == letter => reach(rows, row, length + 1, &mut next),
            _ => {}
        }
    }
    next.sort_unstable();
    next.dedup();
    next
}

/// A star matches nothing, too.
fn reach(rows: &[Vec<Sign>], row: usize, length: usize, state: &mut Vec<(usize, usize)>) {
    state.push((row, length));
    if rows[row].get(length) == Some(&Sign::Any) {
        state.push((row, length + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Wildcard {
        Wildcard::read(text).unwrap()
    }

    #[test]
    fn stars_match_anything() {
        for (pattern, text, matches) in [
            ("*", "", true),
            ("a*", "a", true),
            ("*a", "ba", true),
            ("a*a", "a", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxcyyb", false),
            ("", "", true),
            ("", "a", false),
            (r"a\*b", "a*b", true),
            (r"a\*b", "axb", false),
            (r"a\\*", r"a\b", true),
            ("*ab", "aab", true),
            ("*ab*ab", "ab", false),
        ] {
            assert_eq!(read(pattern).matches(text), matches, "{pattern} {text}");
        }
    }

    #[test]
    fn complexity() {
        let complex = |texts: &[&str]| {
            let read: Vec<_> = texts.iter().map(|text| read(text)).collect();
            too_complex(&read.iter().collect::<Vec<_>>())
        };
        assert!(!complex(&["*a*a*a*"]));
        assert!(complex(&["*a*a*a*a*a*"]));
        assert!(complex(&["*:*:*:*:*:event-bus/*"]));
        let stacks = ["*:stack/A/*", "*:stack/B/*", "*:stack/C/*", "*:stack/D/*"];
        assert!(!complex(&stacks[..3]));
        assert!(complex(&stacks));
    }
}
