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
use std::collections::{BTreeSet, HashMap};
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
    by_key: HashMap<Key, Vec<usize>>,
    /// How long the beginnings and ends are that were filed, to look up no others.
    prefixes: BTreeSet<usize>,
    suffixes: BTreeSet<usize>,
    folded: bool,
    folded_prefixes: BTreeSet<usize>,
    folded_suffixes: BTreeSet<usize>,
    numbers: Intervals<Millionths>,
    addresses: Intervals<IpAddr>,
    /// Whenever the field is there.
    present: Vec<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    Text(Box<str>),
    Number(Millionths),
    /// As it is written, when it is no number that can be compared.
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
            filed.numbers.settle();
            filed.addresses.settle();
        }
    }

    /// The places of the patterns that match, in order.
    pub fn matching(&self, event: &Value) -> Vec<usize> {
        let leaves = self.fields.read(event);
        let mut candidates = self.always.clone();
        for (filed, leaves) in self.filed.iter().zip(&leaves) {
            for leaf in leaves {
                filed.look_up(leaf, &mut |branch| candidates.push(branch));
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
                return self.numbers.add(range.bottom, range.top, branch);
            }
            Test::Cidr(net) => {
                return self.addresses.add(net.addr(), net.broadcast(), branch);
            }
            _ => {}
        }
        let Some(key) = key(test) else {
            return self.present.push(branch);
        };
        let lengths = match &key {
            Key::Prefix(text) => Some((&mut self.prefixes, text)),
            Key::Suffix(text) => Some((&mut self.suffixes, text)),
            Key::FoldedPrefix(text) => Some((&mut self.folded_prefixes, text)),
            Key::FoldedSuffix(text) => Some((&mut self.folded_suffixes, text)),
            _ => None,
        };
        if let Some((lengths, text)) = lengths {
            lengths.insert(text.len());
        }
        self.folded |= matches!(
            key,
            Key::Folded(_) | Key::FoldedPrefix(_) | Key::FoldedSuffix(_)
        );
        self.by_key.entry(key).or_default().push(branch);
    }

    fn look_up(&self, leaf: &Leaf<'_>, found: &mut impl FnMut(usize)) {
        self.present.iter().for_each(|branch| found(*branch));
        match leaf.value {
            Value::String(text) => self.text(text, found),
            Value::Bool(true) => self.get(Key::True, found),
            Value::Bool(false) => self.get(Key::False, found),
            Value::Null => self.get(Key::Null, found),
            other => {
                if let Some(number) = as_number(other) {
                    self.get(number_key(number), found);
                    if let Some(number) = Millionths::of(number) {
                        self.numbers.at(number, found);
                    }
                }
            }
        }
    }

    fn text(&self, text: &str, found: &mut impl FnMut(usize)) {
        self.get(Key::Text(text.into()), found);
        if let Some(address) = address_of(text) {
            self.get(Key::Address(address), found);
            self.addresses.at(address, found);
        }
        self.begins(text, &self.prefixes, Key::Prefix, found);
        self.ends(text, &self.suffixes, Key::Suffix, found);
        if self.folded {
            let text = fold(text);
            self.begins(&text, &self.folded_prefixes, Key::FoldedPrefix, found);
            self.ends(&text, &self.folded_suffixes, Key::FoldedSuffix, found);
            self.get(Key::Folded(text.into()), found);
        }
    }

    fn begins(
        &self,
        text: &str,
        lengths: &BTreeSet<usize>,
        key: fn(Box<str>) -> Key,
        found: &mut impl FnMut(usize),
    ) {
        for length in lengths.range(..=text.len()) {
            if let Some(head) = text.get(..*length) {
                self.get(key(head.into()), found);
            }
        }
    }

    fn ends(
        &self,
        text: &str,
        lengths: &BTreeSet<usize>,
        key: fn(Box<str>) -> Key,
        found: &mut impl FnMut(usize),
    ) {
        for length in lengths.range(..=text.len()) {
            if let Some(tail) = text.get(text.len() - length..) {
                self.get(key(tail.into()), found);
            }
        }
    }

    fn get(&self, key: Key, found: &mut impl FnMut(usize)) {
        let of_key = self.by_key.get(&key);
        of_key
            .into_iter()
            .flatten()
            .for_each(|branch| found(*branch));
    }
}
