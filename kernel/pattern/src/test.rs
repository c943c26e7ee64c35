//! What one value of an event must be.

use crate::number::{Millionths, Range};
use crate::wildcard::Wildcard;
use ipnet::IpNet;
use serde_json::{Number, Value};
use std::net::IpAddr;

#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    Text(String),
    /// A text that is an address equals the same address in other words.
    Address(String, IpAddr),
    Number(Number),
    True,
    False,
    Null,
    Prefix(String),
    Suffix(String),
    /// Texts of these three are folded already.
    SameIgnoringCase(String),
    PrefixIgnoringCase(String),
    SuffixIgnoringCase(String),
    Wildcard(Wildcard),
    Within(Range),
    Cidr(IpNet),
    Exists,
    /// Passed by no value, but by there being none.
    Absent,
    ButTexts(Vec<String>),
    ButNumbers(Vec<Number>),
    ButPrefixes(Vec<String>),
    ButSuffixes(Vec<String>),
    ButIgnoringCase(Vec<String>),
    ButWildcards(Vec<Wildcard>),
}

impl Test {
    /// Of a leaf: neither an object nor an array.
    pub fn passes(&self, value: &Value) -> bool {
        let text = value.as_str();
        match self {
            Test::Text(wanted) => text == Some(wanted),
            Test::Address(wanted, address) => text.is_some_and(|text| {
                text == wanted || address_of(text).is_some_and(|found| found == *address)
            }),
            Test::Number(wanted) => as_number(value).is_some_and(|found| same(found, wanted)),
            Test::True => *value == Value::Bool(true),
            Test::False => *value == Value::Bool(false),
            Test::Null => value.is_null(),
            Test::Prefix(wanted) => text.is_some_and(|text| text.starts_with(wanted)),
            Test::Suffix(wanted) => text.is_some_and(|text| text.ends_with(wanted)),
            Test::SameIgnoringCase(wanted) => text.is_some_and(|text| fold(text) == *wanted),
            Test::PrefixIgnoringCase(wanted) => {
                text.is_some_and(|text| fold(text).starts_with(wanted))
            }
            Test::SuffixIgnoringCase(wanted) => {
                text.is_some_and(|text| fold(text).ends_with(wanted))
            }
            Test::Wildcard(wanted) => text.is_some_and(|text| wanted.matches(text)),
            Test::Within(range) => as_number(value)
                .and_then(Millionths::of)
                .is_some_and(|number| range.contains(number)),
            // From the address as it is written to the last of its network.
            Test::Cidr(net) => text
                .and_then(address_of)
                .is_some_and(|found| net.addr() <= found && found <= net.broadcast()),
            Test::Exists => true,
            Test::Absent => false,
            Test::ButTexts(wanted) => !wanted.iter().any(|wanted| text == Some(wanted)),
            Test::ButNumbers(wanted) => {
                let found = as_number(value);
                !wanted.iter().any(|w| found.is_some_and(|f| same(f, w)))
            }
            Test::ButPrefixes(wanted) => !any(text, wanted, |text, w| text.starts_with(w)),
            Test::ButSuffixes(wanted) => !any(text, wanted, |text, w| text.ends_with(w)),
            Test::ButIgnoringCase(wanted) => {
                let folded = text.map(fold);
                !wanted.iter().any(|w| folded.as_ref() == Some(w))
            }
            Test::ButWildcards(wanted) => {
                !text.is_some_and(|text| wanted.iter().any(|w| w.matches(text)))
            }
        }
    }
}

fn any(text: Option<&str>, wanted: &[String], test: impl Fn(&str, &str) -> bool) -> bool {
    text.is_some_and(|text| wanted.iter().any(|wanted| test(text, wanted)))
}

pub fn as_number(value: &Value) -> Option<&Number> {
    match value {
        Value::Number(number) => Some(number),
        _ => None,
    }
}

/// Numbers are compared by value where they can be, and as they are written where not.
pub fn same(a: &Number, b: &Number) -> bool {
    match (Millionths::of(a), Millionths::of(b)) {
        (Some(a), Some(b)) => a == b,
        (None, None) => a == b,
        _ => false,
    }
}

pub fn fold(text: &str) -> String {
    text.to_lowercase()
}

/// An address as it is written in JSON: four numbers, or what has a colon.
pub fn address_of(text: &str) -> Option<IpAddr> {
    text.parse().ok()
}
