use ipnet::IpNet;
use jiff::Timestamp;

use super::operator::{Comparison, Order};
use super::{address, arn, binary, date, number};
use crate::context::Context;
use crate::language::glob;
use crate::language::pattern::{Pattern, Style};

/// The values of a condition, ready to be compared. A value that makes no sense for its operator
/// is left out, which [`Values::compile`] tells.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    Exact(Box<[Pattern]>),
    AnyCase(Box<[Pattern]>),
    Like(Box<[Pattern]>),
    Arn(Box<[Pattern]>),
    Number(Order, Box<[f64]>),
    Date(Order, Box<[Timestamp]>),
    Bool(Box<[bool]>),
    Binary(Box<[Vec<u8>]>),
    Address(Box<[IpNet]>),
    Null(Box<[bool]>),
}

impl Values {
    /// The values that can be read, and whether those are all.
    pub fn compile(comparison: Comparison, texts: &[String], variables: bool) -> (Self, bool) {
        let values = Self::read(comparison, texts, variables);
        let all = values.len() == texts.len();
        (values, all)
    }

    fn len(&self) -> usize {
        match self {
            Self::Exact(list) | Self::AnyCase(list) | Self::Like(list) | Self::Arn(list) => {
                list.len()
            }
            Self::Number(_, list) => list.len(),
            Self::Date(_, list) => list.len(),
            Self::Bool(list) | Self::Null(list) => list.len(),
            Self::Binary(list) => list.len(),
            Self::Address(list) => list.len(),
        }
    }

    fn read(comparison: Comparison, texts: &[String], variables: bool) -> Self {
        let patterns = |wildcards| {
            let style = Style {
                wildcards,
                variables,
            };
            texts.iter().map(|text| Pattern::new(text, style)).collect()
        };
        match comparison {
            Comparison::StringEquals => Self::Exact(patterns(false)),
            Comparison::StringEqualsIgnoreCase => Self::AnyCase(patterns(false)),
            Comparison::StringLike => Self::Like(patterns(true)),
            Comparison::Arn => Self::Arn(patterns(true)),
            Comparison::Numeric(order) => Self::Number(order, read(texts, number::parse)),
            Comparison::Date(order) => Self::Date(order, read(texts, date::parse)),
            Comparison::Bool => Self::Bool(read(texts, boolean)),
            Comparison::Binary => Self::Binary(read(texts, binary::parse)),
            Comparison::IpAddress => Self::Address(read(texts, address::parse_range)),
            Comparison::Null => Self::Null(read(texts, boolean)),
        }
    }

    /// Whether one value of the request is among these.
    pub fn include(&self, found: &str, context: &Context) -> bool {
        match self {
            Self::Exact(list) => any(list, context, |mask| mask == found.as_bytes()),
            Self::AnyCase(list) => any(list, context, |mask| same_but_case(mask, found)),
            Self::Like(list) => any(list, context, |mask| glob::matches(mask, found)),
            Self::Arn(list) => any(list, context, |mask| arn::matches(mask, found)),
            Self::Number(order, list) => number::fits(*order, list, found),
            Self::Date(order, list) => date::fits(*order, list, found),
            Self::Bool(list) => boolean(found).is_some_and(|found| list.contains(&found)),
            Self::Binary(list) => binary::is_among(list, found),
            Self::Address(list) => address::is_within(list, found),
            Self::Null(_) => false,
        }
    }
}

fn read<T>(texts: &[String], parse: impl Fn(&str) -> Option<T>) -> Box<[T]> {
    texts.iter().filter_map(|text| parse(text)).collect()
}

fn any(list: &[Pattern], context: &Context, test: impl Fn(&[u8]) -> bool) -> bool {
    list.iter().any(|pattern| pattern.test(context, &test))
}

fn boolean(text: &str) -> Option<bool> {
    if text.eq_ignore_ascii_case("true") {
        Some(true)
    } else {
        text.eq_ignore_ascii_case("false").then_some(false)
    }
}

fn same_but_case(mask: &[u8], found: &str) -> bool {
    if mask.eq_ignore_ascii_case(found.as_bytes()) {
        return true;
    }
    if mask.is_ascii() && found.is_ascii() {
        return false;
    }
    std::str::from_utf8(mask).is_ok_and(|wanted| {
        let lowered = |text: &str| text.to_lowercase();
        lowered(wanted) == lowered(found)
    })
}
