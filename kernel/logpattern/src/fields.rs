//! Patterns of fields between spaces: `[ip, user, ..., status = 4* && status != 403, bytes > 100]`.
//! What is between brackets or quotes is one field of the line.

use crate::Bad;
use crate::condition::{Condition, Given, number};
use crate::expression::Expression;
use crate::reader::Reader;

#[derive(Clone, Debug)]
pub struct Fields {
    before: Vec<Field>,
    /// Behind `...`, which stands for any number of fields.
    after: Option<Vec<Field>>,
}

#[derive(Clone, Debug)]
struct Field {
    /// Empty: it has none.
    name: String,
    test: Option<Expression<Condition>>,
}

impl Fields {
    pub fn parse(text: &str) -> Result<(Fields, usize), Bad> {
        let mut reader = Reader::new(text);
        if !reader.take("[") {
            return Err(Bad::Pattern);
        }
        let (mut before, mut after, mut regexes) = (Vec::new(), None, 0);
        loop {
            if reader.take("...") || reader.take("…") {
                if after.is_some() {
                    return Err(Bad::Pattern);
                }
                after = Some(Vec::new());
            } else {
                let field = Field::parse(&mut reader, &mut regexes)?;
                after.as_mut().unwrap_or(&mut before).push(field);
            }
            if reader.take("]") {
                break;
            }
            if !reader.take(",") {
                return Err(Bad::Pattern);
            }
        }
        match reader.is_over() {
            true => Ok((Fields { before, after }, regexes)),
            false => Err(Bad::Pattern),
        }
    }

    pub fn matches(&self, line: &str) -> bool {
        let given = split(line);
        match self.bind(&given) {
            Some(bound) => bound
                .iter()
                .zip(&given)
                .all(|(field, text)| field.is_none_or(|field| field.holds(text))),
            None => false,
        }
    }

    /// The pattern's field of each of the line's.
    fn bind(&self, given: &[&str]) -> Option<Vec<Option<&Field>>> {
        let after = self.after.as_deref().unwrap_or_default();
        let known = self.before.len() + after.len();
        let fits = match self.after {
            Some(_) => given.len() >= known,
            None => given.len() == known,
        };
        if !fits {
            return None;
        }
        let between = std::iter::repeat_n(None, given.len() - known);
        let bound = self.before.iter().map(Some).chain(between);
        Some(bound.chain(after.iter().map(Some)).collect())
    }

    pub fn extract(&self, line: &str) -> Vec<(String, String)> {
        let given = split(line);
        let bound = self.bind(&given).unwrap_or_default();
        let found = bound.iter().zip(&given).enumerate();
        found
            .map(|(at, (field, text))| {
                let name = field.map(|field| field.name.as_str()).unwrap_or_default();
                let name = match name.is_empty() {
                    true => format!("${}", at + 1),
                    false => format!("${name}"),
                };
                (name, (*text).to_owned())
            })
            .collect()
    }
}

impl Field {
    fn parse(reader: &mut Reader<'_>, regexes: &mut usize) -> Result<Field, Bad> {
        reader.spaces();
        let has_test = !matches!(reader.peek(), Some(',' | ']'));
        if !has_test {
            return Ok(Field {
                name: String::new(),
                test: None,
            });
        }
        let mut name: Option<String> = None;
        let mut bare = false;
        let test = Expression::parse(reader, &mut |reader| {
            reader.spaces();
            let own = reader.while_is(|c| c.is_alphanumeric() || "_-$@.".contains(c));
            let same = name.as_deref().is_none_or(|known| known == own);
            if own.is_empty() || !same {
                return Err(Bad::Pattern);
            }
            name = Some(own.to_owned());
            reader.spaces();
            if matches!(reader.peek(), Some(',' | ']')) {
                bare = true;
                return Ok(None);
            }
            let ends = |c: char| matches!(c, ',' | ']' | ')' | '&' | '|');
            let condition = Condition::parse(reader, ends)?;
            *regexes += usize::from(condition.is_regex());
            Ok(Some(condition))
        })?;
        let name = name.unwrap_or_default();
        let test = match (test, bare) {
            (Expression::One(None), _) => None,
            // A name without a condition among conditions.
            (_, true) => return Err(Bad::Pattern),
            (test, false) => Some(only(test)?),
        };
        Ok(Field { name, test })
    }

    fn holds(&self, text: &str) -> bool {
        let Some(test) = &self.test else { return true };
        let given = match number(text) {
            Some(number) => Given::Number(number, text),
            None => Given::Text(text),
        };
        test.holds(&|condition| condition.holds(&given))
    }
}

fn only(test: Expression<Option<Condition>>) -> Result<Expression<Condition>, Bad> {
    Ok(match test {
        Expression::One(one) => Expression::One(one.ok_or(Bad::Pattern)?),
        Expression::All(parts) => {
            Expression::All(parts.into_iter().map(only).collect::<Result<_, _>>()?)
        }
        Expression::Any(parts) => {
            Expression::Any(parts.into_iter().map(only).collect::<Result<_, _>>()?)
        }
    })
}

/// The fields of a line, without the brackets or quotes around them.
fn split(line: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        let closing = match rest.as_bytes().first() {
            Some(b'[') => Some(']'),
            Some(b'"') => Some('"'),
            _ => None,
        };
        let inner = rest.get(1..).unwrap_or_default();
        let closed = closing.and_then(|closing| inner.find(closing));
        let (field, behind) = match closed {
            Some(end) => (&inner[..end], &inner[end + 1..]),
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                rest.split_at(end)
            }
        };
        fields.push(field);
        rest = behind.trim_start();
    }
    fields
}
