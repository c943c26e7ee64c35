//! Values that break one constraint of their shape.

use super::sample::{Sampler, text};
use super::vary::Variant;
use haneul_model::{Kind, Shape, Value, validate};
use serde_json::{Value as Json, json};

/// Longer values say nothing that shorter ones do not.
const LONGEST: f64 = 300_000.0;
const MOST: f64 = 1_500.0;

pub fn values(sampler: &Sampler, shape: &Shape) -> Vec<Variant> {
    match &shape.kind {
        Kind::String => texts(shape),
        Kind::Integer | Kind::Long => numbers(shape),
        Kind::List { member, .. } => {
            let item = sampler.value(member.shape, 6);
            lists(shape, &item)
        }
        _ => Vec::new(),
    }
}

fn texts(shape: &Shape) -> Vec<Variant> {
    let mut found = Vec::new();
    let mut wrong = |what: &str, value: String| {
        if !validate::satisfies(shape, &Value::Str(value.clone())) {
            found.push((what.to_owned(), json!(value)));
        }
    };
    if let Some(min) = shape.min.filter(|min| *min >= 1.0) {
        wrong("too short", "a".repeat(min as usize - 1));
    }
    if let Some(max) = shape.max.filter(|max| *max < LONGEST) {
        wrong("too long", "a".repeat(max as usize + 1));
    }
    if !shape.enumeration.is_empty() {
        wrong("no such value", "no-such-value".to_owned());
    }
    if shape.pattern.is_some() {
        wrong("pattern", format!("{}\u{7f}\u{1}", text(shape)));
        wrong("pattern", "é ñ ü \u{fffe}".to_owned());
    }
    found
}

fn numbers(shape: &Shape) -> Vec<Variant> {
    let small = shape.min.map(|min| ("too small", min as i64 - 1));
    let large = shape.max.filter(|max| *max < i32::MAX.into());
    let large = large.map(|max| ("too large", max as i64 + 1));
    let both = small.into_iter().chain(large);
    both.map(|(what, number)| (what.to_owned(), json!(number)))
        .collect()
}

fn lists(shape: &Shape, item: &Json) -> Vec<Variant> {
    let of = |count: usize| json!(vec![item.clone(); count]);
    let short = shape.min.filter(|min| *min >= 1.0);
    let short = short.map(|min| ("too few".to_owned(), of(min as usize - 1)));
    let long = shape.max.filter(|max| *max < MOST);
    let long = long.map(|max| ("too many".to_owned(), of(max as usize + 1)));
    short.into_iter().chain(long).collect()
}
