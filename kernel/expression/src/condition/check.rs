//! What the operands of conditions must be, as far as it shows without an item.

use super::{Compare, Operand};
use crate::parse::{Fault, Reader};
use crate::{Kind, Value};
use data_encoding::BASE64;

/// Most operands of `IN`.
const WITHIN: usize = 100;
const TYPES: &str = "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}";

impl Operand {
    /// What the operand is whatever the item.
    fn kind(&self) -> Option<Kind> {
        match self {
            Operand::Value(value) => Some(value.kind()),
            Operand::Size(_) => Some(Kind::N),
            Operand::Path(_) => None,
        }
    }
}

pub fn compare(reader: &mut Reader, how: Compare, sign: &str, one: &Operand, two: &Operand) {
    distinct(reader, sign, one, [two]);
    if !matches!(how, Compare::Equal | Compare::NotEqual) {
        each_is(reader, sign, [one, two], Kind::is_ordered);
    }
}

pub fn between(reader: &mut Reader, operand: &Operand, lower: &Operand, upper: &Operand) {
    distinct(reader, "BETWEEN", operand, [lower, upper]);
    each_is(reader, "BETWEEN", [operand, lower, upper], Kind::is_ordered);
    let (Operand::Value(lower), Operand::Value(upper)) = (lower, upper) else {
        return;
    };
    let wrong = match lower.kind() == upper.kind() {
        false => "same data type for lower and upper bounds",
        true if lower.compare(upper).is_some_and(|order| order.is_gt()) => {
            "upper bound to be greater than or equal to lower bound"
        }
        true => return,
    };
    reader.complain(Fault::Operand, || {
        format!(
            "The BETWEEN operator requires {wrong}; lower bound operand: AttributeValue: {}, \
             upper bound operand: AttributeValue: {}",
            shown(lower),
            shown(upper)
        )
    });
}

pub fn within(reader: &mut Reader, operand: &Operand, list: &[Operand]) {
    distinct(reader, "IN", operand, list);
    if list.len() > WITHIN {
        reader.complain(Fault::Operators, || {
            format!(
                "The IN operator is provided with too many operands; number of operands: {}",
                list.len()
            )
        });
    }
}

pub fn misused(reader: &mut Reader, name: &str) {
    reader.complain(Fault::MisusedFunction, || misuse(name));
}

pub fn misuse(name: &str) -> String {
    format!("The function is not allowed to be used this way in an expression; function: {name}")
}

pub fn call(reader: &mut Reader, name: &str, operands: &[Operand]) {
    let wanted = match name {
        "attribute_exists" | "attribute_not_exists" | "size" => 1,
        "attribute_type" | "begins_with" | "contains" => 2,
        _ => {
            let unknown = || format!("Invalid function name; function: {name}");
            return reader.complain(Fault::UnknownFunction, unknown);
        }
    };
    if operands.len() != wanted {
        return reader.complain(Fault::Operand, || wrong_number(name, operands.len()));
    }
    match (name, operands) {
        ("size", [of]) => each_is(reader, name, [of], has_size),
        ("begins_with", [one, two]) => {
            distinct(reader, name, one, [two]);
            each_is(reader, name, [one, two], |kind| {
                matches!(kind, Kind::S | Kind::B)
            });
        }
        ("contains", [one, two]) => {
            distinct(reader, name, one, [two]);
            let holds = |kind: Kind| has_size(kind) && kind != Kind::M;
            each_is(reader, name, [one], holds);
        }
        ("attribute_type", [path, kind]) => {
            needs_path(reader, name, path);
            names_type(reader, kind);
        }
        (_, [path, ..]) => needs_path(reader, name, path),
        (_, []) => {}
    }
}

pub fn wrong_number(name: &str, count: usize) -> String {
    format!(
        "Incorrect number of operands for operator or function; operator or function: {name}, \
         number of operands: {count}"
    )
}

pub fn wrong_type(name: &str, kind: impl std::fmt::Display) -> String {
    format!(
        "Incorrect operand type for operator or function; operator or function: {name}, \
         operand type: {kind}"
    )
}

pub fn no_path(name: &str) -> String {
    format!("Operator or function requires a document path; operator or function: {name}")
}

/// The kind that `attribute_type` asks for. What names none has been complained of.
pub fn type_named(operand: &Operand) -> Kind {
    match operand {
        Operand::Value(Value::S(name)) => Kind::of_name(name).unwrap_or(Kind::Null),
        _ => Kind::Null,
    }
}

fn has_size(kind: Kind) -> bool {
    !matches!(kind, Kind::N | Kind::Bool | Kind::Null)
}

fn needs_path(reader: &mut Reader, name: &str, operand: &Operand) {
    if !matches!(operand, Operand::Path(_)) {
        reader.complain(Fault::Operand, || no_path(name));
    }
}

fn names_type(reader: &mut Reader, operand: &Operand) {
    match operand {
        Operand::Value(Value::S(name)) if Kind::of_name(name).is_some() => {}
        Operand::Value(Value::S(name)) => reader.complain(Fault::Operand, || {
            format!("Invalid attribute type name found; type: {name}, valid types: {TYPES}")
        }),
        Operand::Value(other) => {
            reader.complain(Fault::Operand, || {
                wrong_type("attribute_type", other.kind())
            });
        }
        // No words of AWS's for this are known.
        Operand::Size(_) | Operand::Path(_) => {
            reader.complain(Fault::Operand, || wrong_type("attribute_type", "path"));
        }
    }
}

fn each_is<'o>(
    reader: &mut Reader,
    name: &str,
    operands: impl IntoIterator<Item = &'o Operand>,
    may: impl Fn(Kind) -> bool,
) {
    let kinds = operands.into_iter().filter_map(Operand::kind);
    if let Some(kind) = kinds.into_iter().find(|kind| !may(*kind)) {
        reader.complain(Fault::Operand, || wrong_type(name, kind));
    }
}

fn distinct<'o>(
    reader: &mut Reader,
    name: &str,
    first: &Operand,
    others: impl IntoIterator<Item = &'o Operand>,
) {
    let Operand::Path(path) = first else {
        return;
    };
    if others.into_iter().any(|other| other == first) {
        reader.complain(Fault::Distinct, || {
            format!(
                "The first operand must be distinct from the remaining operands for this operator \
                 or function; operator: {name}, first operand: {}",
                path.listed()
            )
        });
    }
}

/// A bound, as AWS shows it.
fn shown(value: &Value) -> String {
    match value {
        Value::S(text) => format!("{{S:{text}}}"),
        Value::N(number) => format!("{{N:{number}}}"),
        Value::B(bytes) => format!("{{B:{}}}", BASE64.encode(bytes)),
        other => format!("{{{}:...}}", other.kind()),
    }
}
