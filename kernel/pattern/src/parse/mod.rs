//! The text of a pattern, read as AWS's compiler reads it: fields in their order, `$or` multiplied out.

mod anything_but;
mod expression;
mod numeric;

use crate::bad::BadPattern;
use crate::test::{Test, address_of};
use crate::tokens::{Token, Tokens};
use crate::wildcard::{TOO_COMPLEX, Wildcard, too_complex};
use std::collections::BTreeMap;

/// Into how many alternatives `$or` may be multiplied out.
const ALTERNATIVES: usize = 1_000;

/// Names that are no fields inside of `$or`.
const RESERVED: &[&str] = &[
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "html",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

/// One alternative: the path of each field, and what one of its values must pass.
pub type Alternative = BTreeMap<Vec<String>, Vec<Test>>;

pub fn parse(text: &str) -> Result<Vec<Alternative>, BadPattern> {
    let mut reader = Reader {
        tokens: Tokens::new(text),
        path: Vec::new(),
    };
    if reader.tokens.next()? != Token::StartObject {
        return Err(reader.tokens.bad("Filter is not an object"));
    }
    let alternatives = reader.object(vec![Alternative::new()], false)?;
    let tests = alternatives.iter().flat_map(BTreeMap::values);
    match tests.into_iter().any(|tests| complex(tests)) {
        true => Err(BadPattern::new(TOO_COMPLEX)),
        false => Ok(alternatives),
    }
}

fn complex(tests: &[Test]) -> bool {
    let wildcards: Vec<&Wildcard> = tests
        .iter()
        .flat_map(|test| match test {
            Test::Wildcard(wildcard) => std::slice::from_ref(wildcard),
            Test::ButWildcards(wildcards) => wildcards.as_slice(),
            _ => &[],
        })
        .collect();
    !wildcards.is_empty() && too_complex(&wildcards)
}

struct Reader<'a> {
    tokens: Tokens<'a>,
    path: Vec<String>,
}

impl Reader<'_> {
    /// The members of an object, added to each alternative.
    fn object(
        &mut self,
        mut alternatives: Vec<Alternative>,
        in_or: bool,
    ) -> Result<Vec<Alternative>, BadPattern> {
        let mut empty = true;
        loop {
            let name = match self.tokens.next()? {
                Token::EndObject if empty => {
                    return Err(self.tokens.bad("Empty objects are not allowed"));
                }
                Token::EndObject => return Ok(alternatives),
                Token::Name(name) => name,
                _ => return Err(self.tokens.bad("Filter is not an object")),
            };
            empty = false;
            if name == "$or" {
                alternatives = self.or(alternatives)?;
                continue;
            }
            if in_or && RESERVED.contains(&name.as_str()) {
                return Err(self.tokens.bad(format!(
                    "{name} is Ruler reserved fieldName which cannot be used inside $or."
                )));
            }
            alternatives = self.field(name, alternatives, in_or)?;
        }
    }

    fn field(
        &mut self,
        name: String,
        mut alternatives: Vec<Alternative>,
        in_or: bool,
    ) -> Result<Vec<Alternative>, BadPattern> {
        match self.tokens.next()? {
            Token::StartObject => {
                self.path.push(name);
                alternatives = self.object(alternatives, in_or)?;
                self.path.pop();
            }
            Token::StartArray => {
                let tests = self.tests()?;
                let path = self.path.iter().chain([&name]);
                // A dot in a name is as good as one level more.
                let path: Vec<String> = path
                    .flat_map(|step| step.split('.').map(str::to_owned))
                    .collect();
                for alternative in &mut alternatives {
                    alternative.insert(path.clone(), tests.clone());
                }
            }
            _ => {
                return Err(self
                    .tokens
                    .bad(format!("\"{name}\" must be an object or an array")));
            }
        }
        Ok(alternatives)
    }

    /// Each object in the array makes alternatives of its own.
    fn or(&mut self, before: Vec<Alternative>) -> Result<Vec<Alternative>, BadPattern> {
        if self.tokens.next()? != Token::StartArray {
            return Err(self.tokens.bad("It must be an Array followed with $or."));
        }
        let mut after = Vec::new();
        let mut objects = 0;
        loop {
            match self.tokens.next()? {
                Token::EndArray => break,
                Token::StartObject => after.extend(self.object(before.clone(), true)?),
                _ => {
                    return Err(self
                        .tokens
                        .bad("Only JSON object is allowed in array of $or relationship."));
                }
            }
            objects += 1;
            if after.len() > ALTERNATIVES {
                return Err(BadPattern::new(format!(
                    "The number of rule combinations of $or exceeds {ALTERNATIVES}"
                )));
            }
        }
        match objects {
            0 | 1 => Err(self
                .tokens
                .bad("There must have at least 2 Objects in $or relationship.")),
            _ => Ok(after),
        }
    }

    /// What a field's value may be: the elements of its array.
    fn tests(&mut self) -> Result<Vec<Test>, BadPattern> {
        let mut tests = Vec::new();
        loop {
            tests.push(match self.tokens.next()? {
                Token::EndArray => break,
                Token::StartObject => self.expression()?,
                Token::Str(text) => match address_of(&text) {
                    Some(address) => Test::Address(text, address),
                    None => Test::Text(text),
                },
                Token::Number(text) => Test::Number(self.number(&text)?),
                Token::True => Test::True,
                Token::False => Test::False,
                Token::Null => Test::Null,
                _ => {
                    return Err(self
                        .tokens
                        .bad("Match value must be String, number, true, false, or null"));
                }
            });
        }
        match tests.is_empty() {
            true => Err(self.tokens.bad("Empty arrays are not allowed")),
            false => Ok(tests),
        }
    }

    fn number(&self, text: &str) -> Result<serde_json::Number, BadPattern> {
        serde_json::from_str(text).map_err(|_| self.tokens.bad("Invalid numeric value"))
    }
}
