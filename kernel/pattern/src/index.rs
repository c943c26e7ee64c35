//! Many patterns matched at once.
//!
//! Each alternative of each pattern is filed under one of its fields, the one whose tests the fewest
//! others have: an event's values then lead to the few alternatives that may match, and only those
//! are matched in full.

use crate::branch::{Branch, Field};
use crate::intervals::Intervals;
use crate::leaves::{Fields, Leaf};
use crate::number::Millionths;
use crate::parse::Alternative;
use crate::test::{Test, address_of, as_number, fold};
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

#[derive(Clone, Debug, Default)]
pub struct Index {
    fields: Fields,
    /// Each with the pattern it is of.
    branches: Vec<(usize, Branch)>,
    /// By field.
    filed: Vec<Filed>,
    /// Those whose fields may all be absent.
    always: Vec<usize>,
}

/// The alternatives that are filed under one field.
#[derive(Clone, Debug, Default)]
struct Filed {
    texts: Texts,
    numbers: HashMap<Millionths, Vec<usize>>,
    /// As they are written, when they are no numbers that can be compared.
    digits: Texts,
    yes: Vec<usize>,
    no: Vec<usize>,
    null: Vec<usize>,
    addresses: HashMap<IpAddr, Vec<usize>>,
    /// By length, to look up no others.
    prefixes: BTreeMap<usize, Texts>,
    suffixes: BTreeMap<usize, Texts>,
    folded: Option<Box<Folded>>,
    ranges: Intervals<Millionths>,
    nets: Intervals<IpAddr>,
    /// Whenever the field is there.
    present: Vec<usize>,
}

/// The same of texts without their case.
#[derive(Clone, Debug, Default)]
struct Folded {
    texts: Texts,
    prefixes: BTreeMap<usize, Texts>,
    suffixes: BTreeMap<usize, Texts>,
}

type Texts = HashMap<Box<str>, Vec<usize>>;

/// What a test is looked up by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Text(Box<str>),
    Number(Millionths),
    Digits(Box<str>),
    True,
    False,
    Null,
    Address(IpAddr),
    Prefix(Box<str>),
    Suffix(Box<str>),
    Folded(Box<str>),
    FoldedPrefix(Box<str>),
    FoldedSuffix(Box<str>),
}

impl Index {
    /// Of patterns that are then known by their place in the list.
    pub(crate) fn of<'a>(patterns: impl Iterator<Item = &'a [Alternative]>) -> Self {
        let mut index = Index::default();
        for (number, alternatives) in patterns.enumerate() {
            for alternative in alternatives {
                let branch = index.branch(alternative);
                index.branches.push((number, branch));
            }
        }
        index.file();
        index
    }

    fn branch(&mut self, alternative: &Alternative) -> Branch {
        let paths: Vec<&Vec<String>> = alternative.keys().collect();
        let fields = alternative.iter().enumerate().map(|(nth, (path, tests))| {
            let next = paths.get(nth + 1);
            let same = |next: &&Vec<String>| {
                path.iter()
                    .zip(next.iter())
                    .take_while(|(a, b)| a == b)
                    .count()
            };
            Field {
                number: self.fields.number(path),
                tests: tests.clone(),
                shared: next.map_or(0, same) as u32,
            }
        });
        Branch {
            fields: fields.collect(),
        }
    }

    fn file(&mut self) {
        let mut asked: HashMap<(usize, Option<Key>), usize> = HashMap::new();
        for (_, branch) in &self.branches {
            for field in &branch.fields {
                for test in &field.tests {
                    *asked.entry((field.number, key(test))).or_default() += 1;
                }
            }
        }
        self.filed.resize_with(self.fields.count(), Filed::default);
        for (number, (_, branch)) in self.branches.iter().enumerate() {
            let crowd = |field: &&Field| {
                let others = field.tests.iter().map(|test| {
                    let key = key(test);
                    // What has no key is looked at whenever the field is there.
                    let weight = if key.is_none() && !in_a_range(test) {
                        4
                    } else {
                        1
                    };
                    weight * asked.get(&(field.number, key)).copied().unwrap_or(0)
                });
                others.sum::<usize>()
            };
            let must_be = |field: &&Field| !field.tests.contains(&Test::Absent);
            match branch.fields.iter().filter(must_be).min_by_key(crowd) {
                None => self.always.push(number),
                Some(field) => {
                    let filed = &mut self.filed[field.number];
                    field.tests.iter().for_each(|test| filed.add(test, number));
                }
            }
        }
        for filed in &mut self.filed {
            filed.ranges.settle();
            filed.nets.settle();
        }
    }

    /// The places of the patterns that match, in order.
    pub fn matching(&self, event: &Value) -> Vec<usize> {
        let leaves = self.fields.read(event);
        let mut candidates = self.always.clone();
        for (filed, leaves) in self.filed.iter().zip(&leaves) {
            for leaf in leaves {
                filed.look_up(leaf, &mut candidates);
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut found = Vec::new();
        for candidate in candidates {
            let (pattern, branch) = &self.branches[candidate];
            if found.last() != Some(pattern) && branch.matches(&leaves) {
                found.push(*pattern);
            }
        }
        found
    }
}

/// What to look a test up by; nothing when it has to be tried.
fn key(test: &Test) -> Option<Key> {
    let text = |text: &String| text.as_str().into();
    Some(match test {
        Test::Text(wanted) => Key::Text(text(wanted)),
        Test::Address(_, address) => Key::Address(*address),
        Test::Number(number) => number_key(number),
        Test::True => Key::True,
        Test::False => Key::False,
        Test::Null => Key::Null,
        Test::Prefix(wanted) => Key::Prefix(text(wanted)),
        Test::Suffix(wanted) => Key::Suffix(text(wanted)),
        Test::SameIgnoringCase(wanted) => Key::Folded(text(wanted)),
        Test::PrefixIgnoringCase(wanted) => Key::FoldedPrefix(text(wanted)),
        Test::SuffixIgnoringCase(wanted) => Key::FoldedSuffix(text(wanted)),
        Test::Wildcard(wanted) if wanted.is_literal() => Key::Text(wanted.head().into()),
        Test::Wildcard(wanted) if !wanted.head().is_empty() => Key::Prefix(wanted.head().into()),
        Test::Wildcard(wanted) if !wanted.tail().is_empty() => Key::Suffix(wanted.tail().into()),
        Test::Within(range) if range.bottom == range.top => Key::Number(range.bottom),
        _ => return None,
    })
}

fn in_a_range(test: &Test) -> bool {
    matches!(test, Test::Within(_) | Test::Cidr(_))
}

fn number_key(number: &serde_json::Number) -> Key {
    match Millionths::of(number) {
        Some(number) => Key::Number(number),
        None => Key::Digits(number.to_string().into()),
    }
}

impl Filed {
    fn add(&mut self, test: &Test, branch: usize) {
        match test {
            Test::Within(range) if range.bottom != range.top => {
                return self.ranges.add(range.bottom, range.top, branch);
            }
            Test::Cidr(net) => {
                return self.nets.add(net.addr(), net.broadcast(), branch);
            }
            _ => {}
        }
        let Some(key) = key(test) else {
            return self.present.push(branch);
        };
        let filed = match key {
            Key::Text(text) => self.texts.entry(text).or_default(),
            Key::Number(number) => self.numbers.entry(number).or_default(),
            Key::Digits(text) => self.digits.entry(text).or_default(),
            Key::True => &mut self.yes,
            Key::False => &mut self.no,
            Key::Null => &mut self.null,
            Key::Address(address) => self.addresses.entry(address).or_default(),
            Key::Prefix(text) => by_length(&mut self.prefixes, text),
            Key::Suffix(text) => by_length(&mut self.suffixes, text),
            Key::Folded(text) => self
                .folded
                .get_or_insert_default()
                .texts
                .entry(text)
                .or_default(),
            Key::FoldedPrefix(text) => {
                by_length(&mut self.folded.get_or_insert_default().prefixes, text)
            }
            Key::FoldedSuffix(text) => {
                by_length(&mut self.folded.get_or_insert_default().suffixes, text)
            }
        };
        filed.push(branch);
    }

    fn look_up(&self, leaf: &Leaf<'_>, found: &mut Vec<usize>) {
        found.extend(&self.present);
        match leaf.value {
            Value::String(text) => self.text(text, found),
            Value::Bool(true) => found.extend(&self.yes),
            Value::Bool(false) => found.extend(&self.no),
            Value::Null => found.extend(&self.null),
            other => {
                if let Some(number) = as_number(other) {
                    self.number(number, found);
                }
            }
        }
    }

    fn number(&self, number: &serde_json::Number, found: &mut Vec<usize>) {
        match Millionths::of(number) {
            Some(number) => {
                found.extend(self.numbers.get(&number).into_iter().flatten());
                self.ranges.at(number, &mut |branch| found.push(branch));
            }
            None if self.digits.is_empty() => {}
            None => get(&self.digits, &number.to_string(), found),
        }
    }

    fn text(&self, text: &str, found: &mut Vec<usize>) {
        get(&self.texts, text, found);
        if !(self.addresses.is_empty() && self.nets.is_empty()) {
            if let Some(address) = address_of(text) {
                found.extend(self.addresses.get(&address).into_iter().flatten());
                self.nets.at(address, &mut |branch| found.push(branch));
            }
        }
        ends(&self.prefixes, text, found, |length| text.get(..length));
        ends(&self.suffixes, text, found, |length| {
            text.get(text.len() - length..)
        });
        if let Some(folded) = &self.folded {
            let text = fold(text);
            get(&folded.texts, &text, found);
            ends(&folded.prefixes, &text, found, |length| text.get(..length));
            ends(&folded.suffixes, &text, found, |length| {
                text.get(text.len() - length..)
            });
        }
    }
}

fn by_length(lengths: &mut BTreeMap<usize, Texts>, text: Box<str>) -> &mut Vec<usize> {
    let texts = lengths.entry(text.len()).or_default();
    texts.entry(text).or_default()
}

fn get(texts: &Texts, text: &str, found: &mut Vec<usize>) {
    if !texts.is_empty() {
        found.extend(texts.get(text).into_iter().flatten());
    }
}

/// Beginnings or ends of a text, of the lengths that were filed.
fn ends<'t>(
    lengths: &BTreeMap<usize, Texts>,
    text: &'t str,
    found: &mut Vec<usize>,
    end: impl Fn(usize) -> Option<&'t str>,
) {
    for (length, texts) in lengths.range(..=text.len()) {
        if let Some(end) = end(*length) {
            get(texts, end, found);
        }
    }
}
