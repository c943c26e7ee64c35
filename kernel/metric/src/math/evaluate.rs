//! What an expression is worth.

use super::functions;
use super::series::{Series, Value, zip};
use super::{Node, Operator};

/// Where an expression is computed.
pub trait Scene {
    /// What another metric or expression is, by its id.
    fn named(&self, id: &str) -> Option<Result<Value, String>>;

    /// All metrics whose id contains this.
    fn metrics(&self, part: &str) -> Vec<Series>;

    /// What a search finds, with the statistic and the period that it names.
    fn search(&self, search: &str, stat: &str, period: Option<i64>) -> Result<Vec<Series>, String>;

    /// What is to be expected of a metric or of another expression, so many deviations up and down:
    /// the upper bound and the lower one.
    fn band(&self, id: &str, width: f64) -> Result<[Series; 2], String>;

    /// The moments that there are: the first one, the end, and the distance.
    fn grid(&self) -> (i64, i64, i64);
}

/// Words that are no ids.
const WORDS: &[&str] = &[
    "ASC", "DESC", "AVG", "MIN", "MAX", "SUM", "REPEAT", "LINEAR",
];

pub fn evaluate(node: &Node, scene: &dyn Scene) -> Result<Value, String> {
    match node {
        Node::Number(number) => Ok(Value::Number(*number)),
        Node::Text(text) => Ok(Value::Text(text.clone())),
        Node::Name(name) if WORDS.contains(&name.as_str()) => Ok(Value::Word(name.clone())),
        Node::Name(name) => match scene.named(name) {
            Some(value) => value,
            None => Err(format!("Undefined variable {name}")),
        },
        Node::List(nodes) => {
            let mut list = Vec::new();
            for node in nodes {
                match evaluate(node, scene)? {
                    Value::Series(series) => list.push(series),
                    Value::List(more) => list.extend(more),
                    other => return Err(format!("An array cannot have a {} in it", other.kind())),
                }
            }
            Ok(Value::List(list))
        }
        Node::Negated(node) => each(evaluate(node, scene)?, |value| -value),
        Node::Binary(operator, left, right) => {
            binary(*operator, evaluate(left, scene)?, evaluate(right, scene)?)
        }
        Node::Call(name, arguments) if name == BAND => band(arguments, scene),
        Node::Call(name, arguments) => {
            let arguments = arguments.iter().map(|node| evaluate(node, scene));
            functions::call(name, arguments.collect::<Result<_, _>>()?, scene)
        }
    }
}

/// Its first argument is asked for by name: what it is worth now is not what is to be expected of it.
const BAND: &str = "ANOMALY_DETECTION_BAND";

/// Deviations up and down, where no others are asked for.
const WIDTH: f64 = 2.0;

fn band(arguments: &[Node], scene: &dyn Scene) -> Result<Value, String> {
    let (id, width) = match arguments {
        [Node::Name(id)] => (id, WIDTH),
        [Node::Name(id), width] => match evaluate(width, scene)? {
            Value::Number(width) if width > 0.0 => (id, width),
            _ => return Err(format!("The second argument of {BAND} is a number above 0")),
        },
        _ => {
            return Err(format!(
                "{BAND} takes the id of a metric or an expression, and a number perhaps"
            ));
        }
    };
    scene.band(id, width).map(|band| Value::List(band.into()))
}

/// The same of every value there is.
pub fn each(value: Value, compute: impl Fn(f64) -> f64) -> Result<Value, String> {
    match value {
        Value::Number(number) => finite(compute(number)),
        Value::Series(series) => Ok(Value::Series(series.map(&compute))),
        Value::List(list) => {
            let list = list.iter().map(|series| series.map(&compute));
            Ok(Value::List(list.collect()))
        }
        other => Err(format!("A {} has no value", other.kind())),
    }
}

fn finite(number: f64) -> Result<Value, String> {
    match number.is_finite() {
        true => Ok(Value::Number(number)),
        false => Err("The result is not a number".to_owned()),
    }
}

fn binary(operator: Operator, left: Value, right: Value) -> Result<Value, String> {
    let of = |a, b| compute(operator, a, b);
    match (left, right) {
        (Value::Number(a), Value::Number(b)) => finite(of(a, b)),
        (Value::Series(a), Value::Number(b)) => Ok(Value::Series(a.map(|a| of(a, b)))),
        (Value::Number(a), Value::Series(b)) => Ok(Value::Series(b.map(|b| of(a, b)))),
        (Value::Series(a), Value::Series(b)) => Ok(Value::Series(pair(&a, &b, &of, true))),
        (Value::List(list), Value::Number(b)) => Ok(Value::List(
            list.iter().map(|s| s.map(|a| of(a, b))).collect(),
        )),
        (Value::Number(a), Value::List(list)) => Ok(Value::List(
            list.iter().map(|s| s.map(|b| of(a, b))).collect(),
        )),
        (Value::List(list), Value::Series(b)) => Ok(Value::List(
            list.iter().map(|a| pair(a, &b, &of, true)).collect(),
        )),
        (Value::Series(a), Value::List(list)) => Ok(Value::List(
            list.iter().map(|b| pair(&a, b, &of, false)).collect(),
        )),
        (a, b) => Err(format!(
            "A {} and a {} cannot be put together",
            a.kind(),
            b.kind()
        )),
    }
}

/// What is missing on one side is 0; what is no number is dropped.
fn pair(a: &Series, b: &Series, of: &impl Fn(f64, f64) -> f64, first: bool) -> Series {
    let mut points = Vec::with_capacity(a.points.len());
    zip(&a.points, &b.points, |at, a, b| {
        let value = of(a.unwrap_or_default(), b.unwrap_or_default());
        if value.is_finite() {
            points.push((at, value));
        }
    });
    if first {
        a.with(points)
    } else {
        b.with(points)
    }
}

fn compute(operator: Operator, a: f64, b: f64) -> f64 {
    let truth = |is: bool| f64::from(u8::from(is));
    match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide => a / b,
        Operator::Power => a.powf(b),
        Operator::Equal => truth(a == b),
        Operator::Unequal => truth(a != b),
        Operator::Less => truth(a < b),
        Operator::AtMost => truth(a <= b),
        Operator::More => truth(a > b),
        Operator::AtLeast => truth(a >= b),
        Operator::And => truth(a != 0.0 && b != 0.0),
        Operator::Or => truth(a != 0.0 || b != 0.0),
    }
}
