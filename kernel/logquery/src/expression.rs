//! Expressions over the fields of a row.

use crate::call::Function;
use crate::event::Row;
use crate::input::Inputs;
use crate::value::Value;
use regex::Regex;
use std::cmp::Ordering;

#[derive(Clone, Debug)]
pub enum Expression {
    Constant(Value),
    Field(String),
    Not(Box<Expression>),
    Minus(Box<Expression>),
    Binary(Operator, Box<Expression>, Box<Expression>),
    Like(Box<Expression>, Pattern),
    In(Box<Expression>, Vec<Expression>),
    /// A value that an inner query has.
    Among(Box<Expression>, usize),
    Call(Function, Vec<Expression>),
    /// Of `stats`: the number of an aggregate.
    Aggregate(usize),
}

#[derive(Clone, Debug)]
pub enum Pattern {
    Regex(Regex),
    Text(Box<Expression>),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Operator {
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,
    Plus,
    Minus,
    Times,
    Divided,
    Rest,
    Power,
}

/// What an expression is evaluated with.
pub struct Given<'g> {
    pub row: &'g Row,
    pub now: i64,
    pub aggregates: &'g [Value],
    pub inputs: &'g Inputs,
}

impl Expression {
    pub fn is_constant(&self) -> bool {
        match self {
            Expression::Constant(_) => true,
            Expression::Minus(inner) => inner.is_constant(),
            _ => false,
        }
    }

    pub fn value(&self, given: &Given<'_>) -> Value {
        match self {
            Expression::Constant(value) => value.clone(),
            Expression::Field(name) => given.row.field(name),
            Expression::Not(inner) => Value::Bool(!inner.value(given).is_true()),
            Expression::Minus(inner) => number(inner.value(given).number().map(|n| -n)),
            Expression::Binary(operator, left, right) => binary(*operator, left, right, given),
            Expression::Like(inner, pattern) => {
                let value = inner.value(given);
                Value::Bool(!value.is_null() && pattern.is_in(&value.as_text(), given))
            }
            Expression::In(inner, items) => {
                let value = inner.value(given);
                let mut items = items.iter();
                Value::Bool(items.any(|item| value.equals(&item.value(given))))
            }
            Expression::Among(inner, nth) => {
                Value::Bool(given.inputs.has(*nth, &inner.value(given)))
            }
            Expression::Call(function, arguments) => function.call(arguments, given),
            Expression::Aggregate(at) => given.aggregates.get(*at).cloned().unwrap_or(Value::Null),
        }
    }
}

impl Pattern {
    fn is_in(&self, text: &str, given: &Given<'_>) -> bool {
        match self {
            Pattern::Regex(regex) => regex.is_match(text),
            Pattern::Text(inner) => text.contains(&inner.value(given).as_text()),
        }
    }
}

pub fn number(number: Option<f64>) -> Value {
    number
        .filter(|number| number.is_finite())
        .map_or(Value::Null, Value::Number)
}

fn binary(operator: Operator, left: &Expression, right: &Expression, given: &Given<'_>) -> Value {
    let first = left.value(given);
    match operator {
        Operator::Or => return Value::Bool(first.is_true() || right.value(given).is_true()),
        Operator::And => return Value::Bool(first.is_true() && right.value(given).is_true()),
        _ => {}
    }
    let second = right.value(given);
    let order = |fits: fn(Ordering) -> bool| {
        let known = !first.is_null() && !second.is_null();
        Value::Bool(known && fits(first.order(&second)))
    };
    let calculate = |with: fn(f64, f64) -> f64| {
        let both = first.number().zip(second.number());
        number(both.map(|(left, right)| with(left, right)))
    };
    match operator {
        Operator::Equal => Value::Bool(first.equals(&second)),
        Operator::NotEqual => Value::Bool(!first.equals(&second)),
        Operator::Less => order(Ordering::is_lt),
        Operator::AtMost => order(Ordering::is_le),
        Operator::Greater => order(Ordering::is_gt),
        Operator::AtLeast => order(Ordering::is_ge),
        Operator::Plus => calculate(|a, b| a + b),
        Operator::Minus => calculate(|a, b| a - b),
        Operator::Times => calculate(|a, b| a * b),
        Operator::Divided => calculate(|a, b| a / b),
        Operator::Rest => calculate(|a, b| a % b),
        Operator::Power => calculate(f64::powf),
        Operator::Or | Operator::And => Value::Null,
    }
}
