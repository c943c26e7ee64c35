//! Functions of values.

use crate::expression::{Expression, Given, number};
use crate::period::Period;
use crate::value::Value;
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::Value as Json;
use std::net::IpAddr;
use std::ops::RangeInclusive;
use std::sync::Arc;

/// A function: its name and how many arguments it takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Function(usize);

type Call = fn(&[Value]) -> Value;

const MANY: usize = 64;
/// A text that a function makes is no longer than this.
const LONGEST: usize = 1 << 20;

/// In small letters: AWS takes any.
const FUNCTIONS: &[(&str, RangeInclusive<usize>, Call)] = &[
    ("abs", 1..=1, |v| calculate(v, f64::abs)),
    ("ceil", 1..=1, |v| calculate(v, f64::ceil)),
    ("floor", 1..=1, |v| calculate(v, f64::floor)),
    ("log", 1..=1, |v| calculate(v, f64::ln)),
    ("sqrt", 1..=1, |v| calculate(v, f64::sqrt)),
    ("greatest", 1..=MANY, |v| extreme(v, true)),
    ("least", 1..=MANY, |v| extreme(v, false)),
    ("frommillis", 1..=1, |v| {
        v[0].number().map_or(Value::Null, |n| Value::Time(n as i64))
    }),
    ("tomillis", 1..=1, |v| number(v[0].number())),
    ("ispresent", 1..=1, |v| Value::Bool(!v[0].is_null())),
    ("coalesce", 1..=MANY, |v| {
        v.iter()
            .find(|v| !v.is_null())
            .cloned()
            .unwrap_or(Value::Null)
    }),
    ("unmask", 1..=1, |v| v[0].clone()),
    ("isempty", 1..=1, |v| Value::Bool(v[0].as_text().is_empty())),
    ("isblank", 1..=1, |v| {
        Value::Bool(v[0].as_text().trim().is_empty())
    }),
    ("concat", 1..=MANY, concat),
    ("ltrim", 1..=2, |v| trim(v, true, false)),
    ("rtrim", 1..=2, |v| trim(v, false, true)),
    ("trim", 1..=2, |v| trim(v, true, true)),
    ("strlen", 1..=1, |v| {
        text(v, |t| Value::Number(t.chars().count() as f64))
    }),
    ("toupper", 1..=1, |v| {
        text(v, |t| Value::text(&t.to_uppercase()))
    }),
    ("tolower", 1..=1, |v| {
        text(v, |t| Value::text(&t.to_lowercase()))
    }),
    ("substr", 2..=3, substr),
    ("replace", 3..=3, replace),
    ("strcontains", 2..=2, |v| {
        Value::Number(f64::from(u8::from(
            v[0].as_text().contains(&v[1].as_text()),
        )))
    }),
    ("jsonparse", 1..=1, |v| {
        let json = serde_json::from_str::<Json>(&v[0].as_text());
        json.map_or(Value::Null, |json| Value::of_json(&json))
    }),
    ("jsonstringify", 1..=1, |v| match &v[0] {
        Value::Null => Value::Null,
        Value::Text(inner) => Value::text(&Json::from(inner.as_ref()).to_string()),
        other => Value::text(&other.as_text()),
    }),
    ("isvalidip", 1..=1, |v| Value::Bool(ip(&v[0]).is_some())),
    ("isvalidipv4", 1..=1, |v| {
        Value::Bool(ip(&v[0]).is_some_and(|ip| ip.is_ipv4()))
    }),
    ("isvalidipv6", 1..=1, |v| {
        Value::Bool(ip(&v[0]).is_some_and(|ip| ip.is_ipv6()))
    }),
    ("isipinsubnet", 2..=2, |v| within(v, |net| net.parse().ok())),
    ("isipv4insubnet", 2..=2, |v| {
        within(v, |n| n.parse::<Ipv4Net>().ok().map(IpNet::V4))
    }),
    ("isipv6insubnet", 2..=2, |v| {
        within(v, |n| n.parse::<Ipv6Net>().ok().map(IpNet::V6))
    }),
    // Those of time take a period, and are called below.
    ("bin", 1..=1, |_| Value::Null),
    ("datefloor", 2..=2, |_| Value::Null),
    ("dateceil", 2..=2, |_| Value::Null),
    ("now", 0..=0, |_| Value::Null),
];

impl Function {
    /// `None`: there is none of this name. Else whether it takes so many arguments.
    pub fn find(name: &str, arguments: usize) -> Option<Result<Function, ()>> {
        let name = name.to_ascii_lowercase();
        let at = FUNCTIONS.iter().position(|(known, _, _)| *known == name)?;
        let fits = FUNCTIONS[at].1.contains(&arguments);
        Some(if fits { Ok(Function(at)) } else { Err(()) })
    }

    pub fn takes_period(name: &str) -> bool {
        matches!(
            name.to_ascii_lowercase().as_str(),
            "bin" | "datefloor" | "dateceil"
        )
    }

    pub fn call(self, arguments: &[Expression], given: &Given<'_>) -> Value {
        let Some((name, _, call)) = FUNCTIONS.get(self.0) else {
            return Value::Null;
        };
        let at = |at: usize| arguments.get(at).map_or(Value::Null, |a| a.value(given));
        match *name {
            "now" => Value::Number((given.now / 1_000) as f64),
            "bin" => cut(&given.row.field("@timestamp"), &at(0), Period::floor),
            "datefloor" => cut(&at(0), &at(1), Period::floor),
            "dateceil" => cut(&at(0), &at(1), Period::ceil),
            _ => {
                let values: Vec<Value> = arguments.iter().map(|a| a.value(given)).collect();
                call(&values)
            }
        }
    }
}

fn cut(time: &Value, period: &Value, cut: fn(Period, i64) -> i64) -> Value {
    let period = Period::read(&period.as_text());
    match (time.number(), period) {
        (Some(time), Some(period)) => Value::Time(cut(period, time as i64)),
        _ => Value::Null,
    }
}

fn calculate(values: &[Value], with: fn(f64) -> f64) -> Value {
    number(values[0].number().map(with))
}

fn extreme(values: &[Value], greatest: bool) -> Value {
    let known = values.iter().filter(|value| !value.is_null());
    let found = match greatest {
        true => known.max_by(|a, b| a.order(b)),
        false => known.min_by(|a, b| a.order(b)),
    };
    found.cloned().unwrap_or(Value::Null)
}

fn text(values: &[Value], with: fn(&str) -> Value) -> Value {
    match &values[0] {
        Value::Null => Value::Null,
        value => with(&value.as_text()),
    }
}

fn bounded(mut text: String) -> Value {
    if text.len() > LONGEST {
        let end = (0..=LONGEST).rev().find(|at| text.is_char_boundary(*at));
        text.truncate(end.unwrap_or_default());
    }
    Value::Text(text.into())
}

fn concat(values: &[Value]) -> Value {
    let mut text = String::new();
    for value in values {
        text.push_str(&value.as_text());
        if text.len() > LONGEST {
            break;
        }
    }
    bounded(text)
}

fn trim(values: &[Value], left: bool, right: bool) -> Value {
    if values[0].is_null() {
        return Value::Null;
    }
    let text = values[0].as_text();
    let unwanted: Option<Vec<char>> = values.get(1).map(|v| v.as_text().chars().collect());
    let fits = |c: char| match &unwanted {
        Some(unwanted) => unwanted.contains(&c),
        None => c.is_whitespace(),
    };
    let mut rest = text.as_str();
    if left {
        rest = rest.trim_start_matches(fits);
    }
    if right {
        rest = rest.trim_end_matches(fits);
    }
    Value::text(rest)
}

fn substr(values: &[Value]) -> Value {
    let Some(start) = values[1].number() else {
        return Value::Null;
    };
    if values[0].is_null() {
        return Value::Null;
    }
    let text = values[0].as_text();
    let length = values.get(2).and_then(Value::number);
    let rest = text.chars().skip(start.max(0.0) as usize);
    let found: String = match length {
        Some(length) => rest.take(length.max(0.0) as usize).collect(),
        None => rest.collect(),
    };
    Value::Text(found.into())
}

fn replace(values: &[Value]) -> Value {
    let [text, from, to] = [0, 1, 2].map(|at| values[at].as_text());
    if values[0].is_null() || from.is_empty() {
        return values[0].clone();
    }
    // Each place grows by what is put there.
    let places = text.matches(&from).count();
    if text.len().saturating_add(places.saturating_mul(to.len())) > 4 * LONGEST {
        return Value::Null;
    }
    bounded(text.replace(&from, &to))
}

fn ip(value: &Value) -> Option<IpAddr> {
    value.as_text().parse().ok()
}

fn within(values: &[Value], read: fn(&str) -> Option<IpNet>) -> Value {
    let net = read(&values[1].as_text());
    let both = ip(&values[0]).zip(net);
    Value::Bool(both.is_some_and(|(ip, net)| net.contains(&ip)))
}

/// For constants.
pub fn shared(text: &str) -> Arc<str> {
    text.into()
}
