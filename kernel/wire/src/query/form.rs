//! A form, sorted so that everything under a dotted name is one run of it.

use crate::value::percent;
use std::borrow::Cow;

pub(crate) struct Form<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

/// Everything at and under one dotted name. `depth` is the length of that name.
#[derive(Clone, Copy)]
pub(super) struct Group<'f> {
    pairs: &'f [(Cow<'f, str>, Cow<'f, str>)],
    depth: usize,
}

impl<'a> Form<'a> {
    pub(crate) fn new(query: &'a str, body: &'a str) -> Self {
        let mut pairs: Vec<_> = percent::pairs(query)
            .chain(percent::pairs(body.trim_ascii_end()))
            .collect();
        pairs.sort_by(|a, b| a.0.cmp(&b.0));
        Form { pairs }
    }

    pub(super) fn whole<'f>(&'f self) -> Group<'f> {
        Group {
            pairs: &self.pairs,
            depth: 0,
        }
    }
}

impl<'f> Group<'f> {
    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// The value at exactly this name.
    pub(super) fn value(&self) -> Option<&'f str> {
        let (key, value) = self.pairs.first()?;
        (key.len() == self.depth).then_some(value)
    }

    /// What is below a name; with the name's own value where it has one.
    pub(super) fn child(&self, name: &str) -> Group<'f> {
        let start = self.start();
        let from = self
            .pairs
            .partition_point(|(key, _)| tail(key, start) < name);
        let run = &self.pairs[from..];
        let to = run.partition_point(|(key, _)| tail(key, start).starts_with(name));
        let run = &run[..to];
        Group {
            pairs: own(run, start + name.len()),
            depth: start + name.len(),
        }
    }

    fn start(&self) -> usize {
        self.depth + usize::from(self.depth > 0)
    }

    /// The numbered children in the order of their numbers.
    pub(super) fn numbered(&self) -> Vec<Group<'f>> {
        let start = self.start();
        let mut found: Vec<(u64, Group<'f>)> = Vec::new();
        let mut rest = self.pairs;
        while let Some((key, _)) = rest.first() {
            let tail = tail(key, start);
            let width = tail.find('.').unwrap_or(tail.len());
            let end = start + width;
            let same = |k: &str| k.get(start..end) == Some(&tail[..width]);
            let length = rest
                .iter()
                .take_while(|(k, _)| same(k) && matches!(k.as_bytes().get(end), None | Some(b'.')))
                .count()
                .max(1);
            if let Ok(number) = tail[..width].parse() {
                let pairs = &rest[..length];
                found.push((number, Group { pairs, depth: end }));
            }
            rest = &rest[length..];
        }
        found.sort_by_key(|(number, _)| *number);
        found.into_iter().map(|(_, group)| group).collect()
    }
}

fn tail(key: &str, start: usize) -> &str {
    key.get(start..).unwrap_or_default()
}

/// Of keys that begin with a name, the run that is the name itself or goes on with a dot. Sorted,
/// keys such as `Name-x` may stand between `Name` and `Name.1`.
fn own<'f>(
    run: &'f [(Cow<'f, str>, Cow<'f, str>)],
    end: usize,
) -> &'f [(Cow<'f, str>, Cow<'f, str>)] {
    let next = |key: &Cow<'f, str>| key.as_bytes().get(end).copied();
    let dotted = run.partition_point(|(key, _)| next(key) < Some(b'.'));
    let after = run.partition_point(|(key, _)| next(key) <= Some(b'.'));
    if dotted == after {
        let exact = run.partition_point(|(key, _)| next(key).is_none());
        return &run[..exact];
    }
    &run[dotted..after]
}
