//! The reads that a selection comes to: one for each value of the partition key and each rule for the
//! sort key, of which no two may find the same item.

use crate::access::{rule, values};
use haneul_expression::{Compare, Error, Operand, Path, RangeRule, Test, Value};

/// Most reads of a selection.
const MOST: usize = 50;

/// Refuses a selection by keys that reads an item twice or is made of too many reads. What is no
/// selection by keys reads everything, and is not refused.
pub fn check_reads(condition: Option<&Test>, hash: &str, range: Option<&str>) -> Result<(), Error> {
    let keys = Keys { hash, range };
    let Some(condition) = condition.filter(|condition| keys.pins(condition)) else {
        return Ok(());
    };
    let mut reads: Vec<(Vec<u8>, Span)> = Vec::new();
    for read in keys.reads(condition)? {
        if let Some((hash, span)) = read.found() {
            if reads
                .iter()
                .any(|(other, taken)| *other == hash && taken.overlaps(&span))
            {
                return Err(Error::validation(
                    "Overlapping conditions with range keys are not supported in where clause",
                ));
            }
            reads.push((hash, span));
        }
    }
    Ok(())
}

struct Keys<'k> {
    hash: &'k str,
    range: Option<&'k str>,
}

#[derive(Clone, Default)]
struct Read<'t> {
    hashes: Vec<&'t Value>,
    rules: Vec<RangeRule>,
    /// Whether the sort key is asked not to be something: AWS does not look at such reads.
    negated: bool,
}

impl Keys<'_> {
    /// Whether everything that is found has one of some values of the partition key.
    fn pins(&self, test: &Test) -> bool {
        match test {
            Test::And(tests) => tests.iter().any(|test| self.pins(test)),
            Test::Or(tests) => tests.iter().all(|test| self.pins(test)),
            other => values(other, self.hash).is_some(),
        }
    }

    fn reads<'t>(&self, test: &'t Test) -> Result<Vec<Read<'t>>, Error> {
        match test {
            Test::And(tests) => tests.iter().try_fold(vec![Read::default()], |reads, test| {
                let others = self.reads(test)?;
                few(reads.len() * others.len())?;
                let both = |read: &Read<'t>| {
                    let read = read.clone();
                    others.iter().map(move |other| read.clone().and(other))
                };
                Ok(reads.iter().flat_map(both).collect())
            }),
            Test::Or(tests) if self.asks(test) => {
                let mut reads = Vec::new();
                for test in tests {
                    reads.extend(self.reads(test)?);
                    few(reads.len())?;
                }
                Ok(reads)
            }
            Test::Not(inner) => Ok(vec![Read {
                negated: self.range.is_some_and(|range| asks(inner, range)),
                ..Read::default()
            }]),
            other => self.plain_reads(other),
        }
    }

    fn plain_reads<'t>(&self, test: &'t Test) -> Result<Vec<Read<'t>>, Error> {
        if let Some(hashes) = values(test, self.hash) {
            few(hashes.len())?;
            let of = |value| Read {
                hashes: vec![value],
                ..Read::default()
            };
            return Ok(hashes.into_iter().map(of).collect());
        }
        let of = |rule| Read {
            rules: vec![rule],
            ..Read::default()
        };
        let Some(range) = self.range.filter(|range| asks(test, range)) else {
            return Ok(vec![Read::default()]);
        };
        if let Some(values) = values(test, range) {
            few(values.len())?;
            let rules = values.into_iter().cloned().map(RangeRule::Eq);
            return Ok(rules.map(of).collect());
        }
        Ok(vec![match rule(test, range) {
            Some(rule) => of(rule),
            None => Read {
                negated: matches!(test, Test::Compare(Compare::NotEqual, ..)),
                ..Read::default()
            },
        }])
    }

    fn asks(&self, test: &Test) -> bool {
        asks(test, self.hash) || self.range.is_some_and(|range| asks(test, range))
    }
}

/// Whether it is about the attribute and values.
fn asks(test: &Test, name: &str) -> bool {
    match test {
        Test::And(tests) | Test::Or(tests) => tests.iter().any(|test| asks(test, name)),
        Test::Not(test) => asks(test, name),
        Test::Compare(_, Operand::Path(path), Operand::Value(_))
        | Test::Compare(_, Operand::Value(_), Operand::Path(path))
        | Test::Between(Operand::Path(path), ..)
        | Test::In(Operand::Path(path), _)
        | Test::BeginsWith(Operand::Path(path), _) => *path == Path::attribute(name),
        _ => false,
    }
}

fn few(count: usize) -> Result<(), Error> {
    match count <= MOST {
        true => Ok(()),
        false => Err(Error::validation(
            "Too many decomposed read operations for a given query.",
        )),
    }
}

impl<'t> Read<'t> {
    fn and(mut self, other: &Read<'t>) -> Self {
        self.hashes.extend(&other.hashes);
        self.rules.extend(other.rules.iter().cloned());
        self.negated |= other.negated;
        self
    }

    /// Where the items that it finds lie, if it can find any.
    fn found(&self) -> Option<(Vec<u8>, Span)> {
        let hash = self.hashes.first()?;
        if self.negated || self.hashes.iter().any(|other| other != hash) {
            return None;
        }
        let span = self.rules.iter().try_fold(Span::default(), |span, rule| {
            let span = span.and(Span::of(rule)?);
            (!span.is_empty()).then_some(span)
        });
        Some((bytes(hash)?, span?))
    }
}

/// Of keys, as their bytes: without the upper bound, and without end if there is none.
#[derive(Default)]
struct Span {
    lower: Vec<u8>,
    upper: Option<Vec<u8>>,
}

impl Span {
    fn of(rule: &RangeRule) -> Option<Span> {
        let (lower, upper) = match rule {
            RangeRule::Eq(value) => (bytes(value)?, Some(behind(value)?)),
            RangeRule::Lt(value) => (Vec::new(), Some(bytes(value)?)),
            RangeRule::Le(value) => (Vec::new(), Some(behind(value)?)),
            RangeRule::Gt(value) => (behind(value)?, None),
            RangeRule::Ge(value) => (bytes(value)?, None),
            RangeRule::Between(lower, upper) => (bytes(lower)?, Some(behind(upper)?)),
            RangeRule::BeginsWith(start) => {
                let lower = bytes(start)?;
                let upper = behind_all(lower.clone());
                (lower, upper)
            }
        };
        Some(Span { lower, upper })
    }

    fn and(self, other: Span) -> Span {
        Span {
            lower: self.lower.max(other.lower),
            upper: match (self.upper, other.upper) {
                (Some(one), Some(two)) => Some(one.min(two)),
                (one, two) => one.or(two),
            },
        }
    }

    fn is_empty(&self) -> bool {
        self.upper
            .as_ref()
            .is_some_and(|upper| *upper <= self.lower)
    }

    fn overlaps(&self, other: &Span) -> bool {
        let begins_before =
            |one: &Span, end: &Option<Vec<u8>>| end.as_ref().is_none_or(|end| one.lower < *end);
        begins_before(self, &other.upper) && begins_before(other, &self.upper)
    }
}

/// Of a key: nothing if it can be none.
fn bytes(value: &Value) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    value.key_bytes(&mut out);
    value.kind().is_ordered().then_some(out)
}

/// The first bytes behind it.
fn behind(value: &Value) -> Option<Vec<u8>> {
    let mut out = bytes(value)?;
    out.push(0);
    Some(out)
}

/// The first bytes behind all that begin so.
fn behind_all(mut bytes: Vec<u8>) -> Option<Vec<u8>> {
    while let Some(last) = bytes.pop() {
        if last < u8::MAX {
            bytes.push(last + 1);
            return Some(bytes);
        }
    }
    None
}
