//! Lines put together, in memory that does not grow with their number.

use super::words::{self, Kind, Line, Word};
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

/// Patterns that are told apart; lines of others are one pattern, of which nothing is shared.
const PATTERNS: usize = 5_000;
/// Of those with the same text between their words only the newest are compared with a line.
const COMPARED: usize = 64;
/// Lines whose pattern is known without comparing.
const KNOWN: usize = 100_000;

#[derive(Debug)]
enum Slot {
    Plain(Box<str>),
    Varies(Kind),
}

#[derive(Debug)]
struct Pattern {
    slots: Vec<Slot>,
    between: Vec<Box<str>>,
    severity: Option<&'static str>,
    counts: [u64; 2],
}

/// A pattern and how many lines of either window are of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub text: String,
    pub severity: Option<&'static str>,
    pub counts: [u64; 2],
}

#[derive(Debug, Default)]
pub struct Patterns {
    patterns: Vec<Pattern>,
    /// By severity and what is between the words.
    shapes: HashMap<u64, Vec<usize>>,
    /// By lines without what varies by its kind.
    known: HashMap<u64, usize>,
    others: [u64; 2],
    hasher: RandomState,
}

impl Patterns {
    /// A line of a window: the first or the one it is compared with.
    pub fn take(&mut self, text: &str, window: usize) {
        let line = words::line(text);
        let hash = self.hasher.hash_one((&line.words, &line.between));
        let at = match self.known.get(&hash) {
            Some(at) => Some(*at),
            None => self.learn(hash, &line),
        };
        let counts = match at.and_then(|at| self.patterns.get_mut(at)) {
            Some(pattern) => &mut pattern.counts,
            None => &mut self.others,
        };
        if let Some(count) = counts.get_mut(window) {
            *count += 1;
        }
    }

    fn learn(&mut self, hash: u64, line: &Line<'_>) -> Option<usize> {
        let at = self.find(line)?;
        if self.known.len() >= KNOWN {
            self.known.clear();
        }
        self.known.insert(hash, at);
        Some(at)
    }

    /// The pattern that a line is of; a new one, unless there are too many.
    fn find(&mut self, line: &Line<'_>) -> Option<usize> {
        let severity = severity(line);
        let shape = self.hasher.hash_one((severity, &line.between));
        let same = self.shapes.entry(shape).or_default();
        let compared = same.iter().rev().take(COMPARED);
        let mut best: Option<(usize, usize)> = None;
        for at in compared {
            let alike = self.patterns.get(*at).map_or(0, |known| known.alike(line));
            if alike * 5 >= line.words.len() * 3 && best.is_none_or(|(most, _)| alike > most) {
                best = Some((alike, *at));
            }
        }
        if let Some((_, at)) = best {
            self.patterns.get_mut(at)?.widen(line);
            return Some(at);
        }
        if self.patterns.len() >= PATTERNS {
            return None;
        }
        let at = self.patterns.len();
        same.push(at);
        self.patterns.push(Pattern::new(line, severity));
        Some(at)
    }

    /// Those with the most lines of the first window first.
    pub fn found(self) -> Vec<Found> {
        let mut places: HashMap<(String, Option<&'static str>), usize> = HashMap::new();
        let mut all: Vec<Found> = Vec::new();
        let shown = self.patterns.into_iter().map(|pattern| Found {
            text: pattern.text(),
            severity: pattern.severity,
            counts: pattern.counts,
        });
        let others = Found {
            text: "<*>".to_owned(),
            severity: None,
            counts: self.others,
        };
        for found in shown.chain([others]) {
            let key = (found.text.clone(), found.severity);
            let at = *places.entry(key).or_insert(all.len());
            match all.get_mut(at) {
                // Two have become one.
                Some(known) => {
                    for (count, more) in known.counts.iter_mut().zip(found.counts) {
                        *count += more;
                    }
                }
                None => all.push(found),
            }
        }
        all.retain(|found| found.counts != [0, 0]);
        all.sort_by_key(|found| std::cmp::Reverse(found.counts));
        all
    }
}

impl Pattern {
    fn new(line: &Line<'_>, severity: Option<&'static str>) -> Pattern {
        let slots = line.words.iter().map(|word| match word {
            Word::Plain(word) => Slot::Plain((*word).into()),
            Word::Varies(kind) => Slot::Varies(*kind),
        });
        Pattern {
            slots: slots.collect(),
            between: line.between.iter().map(|text| (*text).into()).collect(),
            severity,
            counts: [0, 0],
        }
    }

    /// How many words of a line are as they are here. A word that may be any counts for nothing.
    fn alike(&self, line: &Line<'_>) -> usize {
        if self.slots.len() != line.words.len() {
            return 0;
        }
        let pairs = self.slots.iter().zip(&line.words);
        let alike = pairs.filter(|(slot, word)| match (slot, word) {
            (Slot::Plain(known), Word::Plain(word)) => known.as_ref() == *word,
            (Slot::Varies(known), Word::Varies(kind)) => {
                *known != Kind::Token && known.both(*kind) != Kind::Token
            }
            _ => false,
        });
        alike.count()
    }

    /// What is another in a line varies from now on.
    fn widen(&mut self, line: &Line<'_>) {
        for (slot, word) in self.slots.iter_mut().zip(&line.words) {
            let wider = match (&*slot, word) {
                (Slot::Plain(known), Word::Plain(word)) if known.as_ref() == *word => continue,
                (Slot::Varies(known), Word::Varies(kind)) => known.both(*kind),
                _ => Kind::Token,
            };
            *slot = Slot::Varies(wider);
        }
    }

    /// What varies has its kind and its place among what varies.
    fn text(&self) -> String {
        let mut between = self.between.iter();
        let mut text = between.next().map_or_else(String::new, |b| b.to_string());
        let mut nth = 0;
        for (slot, behind) in self.slots.iter().zip(between) {
            match slot {
                Slot::Plain(word) => text.push_str(word),
                Slot::Varies(kind) => {
                    nth += 1;
                    text.push_str(&format!("<{}-{nth}>", kind.name()));
                }
            }
            text.push_str(behind);
        }
        text
    }
}

/// Of the first word that names one.
fn severity(line: &Line<'_>) -> Option<&'static str> {
    const LABELS: [(&str, &str); 14] = [
        ("error", "Error"),
        ("err", "Error"),
        ("fatal", "Error"),
        ("critical", "Error"),
        ("severe", "Error"),
        ("panic", "Error"),
        ("exception", "Error"),
        ("warning", "Warning"),
        ("warn", "Warning"),
        ("info", "Info"),
        ("notice", "Info"),
        ("debug", "Debug"),
        ("trace", "Debug"),
        ("verbose", "Debug"),
    ];
    line.words.iter().find_map(|word| match word {
        Word::Plain(word) => LABELS
            .iter()
            .find(|(known, _)| word.eq_ignore_ascii_case(known))
            .map(|(_, label)| *label),
        Word::Varies(_) => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn patterns(lines: &[&str]) -> Vec<(String, u64)> {
        let mut patterns = Patterns::default();
        lines.iter().for_each(|line| patterns.take(line, 0));
        let found = patterns.found().into_iter();
        found.map(|found| (found.text, found.counts[0])).collect()
    }

    #[test]
    fn lines_alike_are_one_pattern() {
        let found = patterns(&[
            "2023-01-01 19:00:01 [INFO] Calling DynamoDB to store for resource id 12342342k124-12345",
            "2023-01-01 19:00:02 [INFO] Calling DynamoDB to store for resource id 324892398123-12345",
            "2023-01-01 19:00:03 [INFO] Calling DynamoDB to store for resource id 3ff231242342-12345",
            "[INFO] User ann logged in",
            "[INFO] User bob logged in",
            "[ERROR] User eve logged in",
        ]);
        let expected = [
            (
                "<Time-1> [INFO] Calling DynamoDB to store for resource id <ID-2>",
                3,
            ),
            ("[INFO] User <Token-1> logged in", 2),
            ("[ERROR] User eve logged in", 1),
        ];
        let expected = expected.map(|(text, count)| (text.to_owned(), count));
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_of_too_many_patterns_are_one() {
        let mut all = Patterns::default();
        let word = |nth: usize| -> String {
            let digits = nth.to_string();
            digits.bytes().map(|d| (b'a' + d - b'0') as char).collect()
        };
        for nth in 0..PATTERNS + 100 {
            all.take(&word(nth), 0);
        }
        assert!(all.known.len() <= KNOWN);
        let found = all.found();
        assert_eq!(found.len(), PATTERNS + 1);
        let others = found
            .first()
            .map(|found| (found.text.as_str(), found.counts));
        assert_eq!(others, Some(("<*>", [100, 0])));
    }
}
