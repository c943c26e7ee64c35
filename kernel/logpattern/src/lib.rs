//! Filter patterns: terms, regular expressions, `{ $.selectors }` of JSON and `[fields]` between
//! spaces. Read once, matched against any number of lines.

mod condition;
mod error;
mod expression;
mod fields;
mod json;
mod reader;
mod regular;
mod terms;

pub use error::Bad;

use fields::Fields;
use json::Json;
use terms::Terms;

/// A pattern that was read.
#[derive(Clone, Debug)]
pub struct Filter {
    kind: Kind,
    regexes: usize,
}

#[derive(Clone, Debug)]
enum Kind {
    All,
    Terms(Terms),
    Json(Json),
    Fields(Fields),
}

/// Regular expressions in a pattern of JSON or of fields.
const MOST_REGEXES: usize = 2;

impl Filter {
    pub fn parse(text: &str) -> Result<Filter, Bad> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Filter {
                kind: Kind::All,
                regexes: 0,
            });
        }
        let (kind, regexes) = match text.as_bytes().first() {
            Some(b'{') => {
                let (json, regexes) = Json::parse(text)?;
                (Kind::Json(json), regexes)
            }
            Some(b'[') => {
                let (fields, regexes) = Fields::parse(text)?;
                (Kind::Fields(fields), regexes)
            }
            _ => {
                let (terms, regexes) = Terms::parse(text)?;
                (Kind::Terms(terms), regexes)
            }
        };
        if regexes > MOST_REGEXES && !matches!(kind, Kind::Terms(_)) {
            return Err(Bad::TooManyRegexes);
        }
        Ok(Filter { kind, regexes })
    }

    pub fn matches(&self, line: &str) -> bool {
        match &self.kind {
            Kind::All => true,
            Kind::Terms(terms) => terms.matches(line),
            Kind::Json(json) => json.matches(line),
            Kind::Fields(fields) => fields.matches(line),
        }
    }

    /// Whether it lets every line through.
    pub fn is_all(&self) -> bool {
        matches!(self.kind, Kind::All)
    }

    /// How many regular expressions it has.
    pub fn regexes(&self) -> usize {
        self.regexes
    }

    /// What a pattern of fields finds in a line, by name; those without one by their number.
    /// Others find nothing.
    pub fn extract(&self, line: &str) -> Vec<(String, String)> {
        match &self.kind {
            Kind::Fields(fields) => fields.extract(line),
            _ => Vec::new(),
        }
    }

    /// What `$.selector` or `$field` is in a line that matches.
    pub fn value(&self, line: &str, name: &str) -> Option<String> {
        match &self.kind {
            Kind::Fields(fields) => {
                let found = fields.extract(line).into_iter();
                found
                    .filter(|(known, _)| known == name)
                    .map(|(_, value)| value)
                    .next()
            }
            _ => json::value(line, name),
        }
    }
}
