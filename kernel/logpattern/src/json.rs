//! Patterns of JSON: `{ ($.user.id = 1) && $.users[0].email = "*@example.com" }`.

use crate::Bad;
use crate::condition::{Condition, Given};
use crate::expression::Expression;
use crate::reader::Reader;
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Json(Expression<One>);

#[derive(Clone, Debug)]
struct One {
    selector: Selector,
    test: Test,
}

#[derive(Clone, Debug)]
enum Test {
    Compare(Condition),
    IsNull,
    Is(bool),
    Exists(bool),
}

#[derive(Clone, Debug)]
struct Selector(Vec<Step>);

#[derive(Clone, Debug)]
enum Step {
    Member(String),
    Item(usize),
    AnyItem,
}

impl Json {
    pub fn parse(text: &str) -> Result<(Json, usize), Bad> {
        let mut reader = Reader::new(text);
        if !reader.take("{") {
            return Err(Bad::Pattern);
        }
        let mut regexes = 0;
        let expression = Expression::parse(&mut reader, &mut |reader| {
            let one = One::parse(reader)?;
            if let Test::Compare(condition) = &one.test {
                regexes += usize::from(condition.is_regex());
            }
            Ok(one)
        })?;
        match reader.take("}") && reader.is_over() {
            true => Ok((Json(expression), regexes)),
            false => Err(Bad::Pattern),
        }
    }

    pub fn matches(&self, line: &str) -> bool {
        // Most lines of text end here.
        if !line.trim_start().starts_with(['{', '[']) {
            return false;
        }
        match serde_json::from_str::<Value>(line) {
            Ok(value) => self.0.holds(&|one| one.holds(&value)),
            Err(_) => false,
        }
    }
}

impl One {
    fn parse(reader: &mut Reader<'_>) -> Result<One, Bad> {
        let selector = Selector::parse(reader)?;
        let test = if reader.word("IS") {
            if reader.word("NULL") {
                Test::IsNull
            } else if reader.word("TRUE") {
                Test::Is(true)
            } else if reader.word("FALSE") {
                Test::Is(false)
            } else {
                return Err(Bad::Pattern);
            }
        } else if reader.word("NOT") {
            match reader.word("EXISTS") {
                true => Test::Exists(false),
                false => return Err(Bad::Pattern),
            }
        } else if reader.word("EXISTS") {
            Test::Exists(true)
        } else {
            let ends = |c: char| matches!(c, ')' | '(' | '&' | '|' | '}');
            Test::Compare(Condition::parse(reader, ends)?)
        };
        Ok(One { selector, test })
    }

    fn holds(&self, value: &Value) -> bool {
        if let Test::Exists(wanted) = self.test {
            return self.selector.any(value, &mut |_| true) == wanted;
        }
        self.selector.any(value, &mut |found| match &self.test {
            Test::Compare(condition) => compare(condition, found),
            Test::IsNull => found.is_null(),
            Test::Is(wanted) => found.as_bool() == Some(*wanted),
            Test::Exists(wanted) => *wanted,
        })
    }
}

/// Lists and objects are neither equal nor unequal to anything.
fn compare(condition: &Condition, value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            let shown = number.to_string();
            match number.as_f64() {
                Some(value) => condition.holds(&Given::Number(value, &shown)),
                None => condition.holds(&Given::Text(&shown)),
            }
        }
        Value::String(text) => condition.holds(&Given::Text(text)),
        Value::Bool(true) => condition.holds(&Given::Text("true")),
        Value::Bool(false) => condition.holds(&Given::Text("false")),
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

impl Selector {
    /// `$.a.b[0]`, `$['a b']`, `$.a[*].b`.
    fn parse(reader: &mut Reader<'_>) -> Result<Selector, Bad> {
        if !reader.take("$") {
            return Err(Bad::Pattern);
        }
        let mut steps = Vec::new();
        loop {
            match reader.peek() {
                Some('.') => {
                    reader.next();
                    // `$.['a']` is written as well.
                    if reader.peek() == Some('[') {
                        continue;
                    }
                    let name = reader.while_is(|c| c.is_alphanumeric() || "-_@:/#".contains(c));
                    if name.is_empty() {
                        return Err(Bad::Pattern);
                    }
                    steps.push(Step::Member(name.to_owned()));
                }
                Some('[') => {
                    reader.next();
                    steps.push(Step::parse(reader)?);
                }
                _ if steps.is_empty() => return Err(Bad::Pattern),
                _ => return Ok(Selector(steps)),
            }
        }
    }

    /// Whether one of the values that are meant fits.
    fn any(&self, value: &Value, test: &mut dyn FnMut(&Value) -> bool) -> bool {
        any(&self.0, value, test)
    }
}

fn any(steps: &[Step], value: &Value, test: &mut dyn FnMut(&Value) -> bool) -> bool {
    let Some((step, rest)) = steps.split_first() else {
        return test(value);
    };
    match step {
        Step::Member(name) => value.get(name).is_some_and(|value| any(rest, value, test)),
        Step::Item(index) => value.get(index).is_some_and(|value| any(rest, value, test)),
        Step::AnyItem => {
            let items = value.as_array();
            items.is_some_and(|items| items.iter().any(|value| any(rest, value, test)))
        }
    }
}

impl Step {
    /// Behind `[`.
    fn parse(reader: &mut Reader<'_>) -> Result<Step, Bad> {
        let step = match reader.peek() {
            Some(quote @ ('\'' | '"')) => {
                reader.next();
                Step::Member(reader.quoted(quote)?)
            }
            Some('*') => {
                reader.next();
                Step::AnyItem
            }
            _ => {
                let digits = reader.while_is(|c| c.is_ascii_digit());
                Step::Item(digits.parse().map_err(|_| Bad::Pattern)?)
            }
        };
        match reader.take("]") {
            true => Ok(step),
            false => Err(Bad::Pattern),
        }
    }
}

/// What a selector is in a line.
pub fn value(line: &str, selector: &str) -> Option<String> {
    let mut reader = Reader::new(selector);
    let selector = Selector::parse(&mut reader).ok()?;
    if !reader.is_over() {
        return None;
    }
    let value: Value = serde_json::from_str(line).ok()?;
    let mut found = None;
    selector.any(&value, &mut |value| {
        found = match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Bool(value) => Some(value.to_string()),
            Value::Null | Value::Array(_) | Value::Object(_) => None,
        };
        found.is_some()
    });
    found
}
