//! Prefixes with expressions in them: `logs/!{timestamp:yyyy/MM}/!{partitionKeyFromQuery:user}/`.

use super::batch::{Chance, local};
use super::query::Query;
use crate::errors;
use crate::record::buffer::Record;
use crate::stream::row::{Destination, LAMBDA};
use haneul_pipeline::AwsError;
use jiff::Zoned;

#[derive(Clone, Debug, PartialEq)]
enum Piece {
    Text(String),
    /// What Java's DateTimeFormatter takes.
    Time(String),
    ErrorType,
    Random,
    Key(String),
    /// A key that a function says.
    Said(String),
}

#[derive(Clone, Debug, PartialEq)]
pub struct Expression(Vec<Piece>);

/// What expressions are evaluated with.
pub struct Values {
    pub at: Zoned,
    pub keys: Vec<(String, String)>,
    /// Those of functions.
    pub said: Vec<(String, String)>,
}

impl Values {
    /// Of records that go together: the oldest says the time.
    pub fn of(destination: &Destination, records: &[Record]) -> Values {
        let oldest = records.iter().map(|record| record.at).min();
        Values {
            at: local(destination, oldest.unwrap_or_default()),
            keys: Vec::new(),
            said: Vec::new(),
        }
    }
}

fn value<'k>(keys: &'k [(String, String)], key: &str) -> &'k str {
    let found = keys.iter().find(|(known, _)| known == key);
    found.map_or("", |(_, value)| value)
}

impl Expression {
    fn parse(text: &str) -> Result<Expression, AwsError> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("!{") {
            let (inside, behind) = after
                .split_once('}')
                .ok_or_else(|| errors::argument(format!("The prefix {text} is not closed.")))?;
            if !before.is_empty() {
                pieces.push(Piece::Text(before.to_owned()));
            }
            pieces.push(piece(inside)?);
            rest = behind;
        }
        if !rest.is_empty() {
            pieces.push(Piece::Text(rest.to_owned()));
        }
        Ok(Expression(pieces))
    }

    /// The time is put behind a prefix that does not say it, unless keys tell records apart.
    pub fn prefix(destination: &Destination) -> Result<Expression, AwsError> {
        let mut parsed = Self::parse(destination.prefix.as_deref().unwrap_or_default())?;
        let has_time = parsed.0.iter().any(|p| matches!(p, Piece::Time(_)));
        if !has_time && !destination.partitioned {
            parsed.0.push(Piece::Time("yyyy/MM/dd/HH/".to_owned()));
        }
        Ok(parsed)
    }

    pub fn error_prefix(destination: &Destination) -> Result<Expression, AwsError> {
        let given = destination.error_prefix.as_deref();
        let plain = destination.prefix.as_deref().unwrap_or_default();
        let mut parsed = Self::parse(given.unwrap_or(plain))?;
        if !parsed.has_expressions() {
            parsed.0.push(Piece::ErrorType);
            parsed.0.push(Piece::Time("/yyyy/MM/dd/HH/".to_owned()));
        }
        Ok(parsed)
    }

    fn has_expressions(&self) -> bool {
        self.0.iter().any(|piece| !matches!(piece, Piece::Text(_)))
    }

    fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Key(key) => Some(key.as_str()),
            _ => None,
        })
    }

    /// Keys that functions have to say.
    pub fn said_keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|piece| match piece {
            Piece::Said(key) => Some(key.as_str()),
            _ => None,
        })
    }

    pub fn evaluate(
        &self,
        values: &Values,
        error_type: &str,
        chance: &mut Chance,
    ) -> Result<String, AwsError> {
        let mut text = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Text(piece) => text.push_str(piece),
                Piece::Time(pattern) => time(pattern, &values.at, &mut text)?,
                Piece::ErrorType => text.push_str(error_type),
                Piece::Random => text.push_str(&chance.text()),
                Piece::Key(key) => text.push_str(value(&values.keys, key)),
                Piece::Said(key) => text.push_str(value(&values.said, key)),
            }
        }
        Ok(text)
    }
}

fn piece(inside: &str) -> Result<Piece, AwsError> {
    let unknown = || errors::argument(format!("The expression !{{{inside}}} is not valid."));
    let (namespace, value) = inside.split_once(':').ok_or_else(unknown)?;
    match (namespace, value) {
        ("timestamp", pattern) => Ok(Piece::Time(pattern.to_owned())),
        ("firehose", "error-output-type") => Ok(Piece::ErrorType),
        ("firehose", "random-string") => Ok(Piece::Random),
        ("partitionKeyFromQuery", key) => Ok(Piece::Key(key.to_owned())),
        ("partitionKeyFromLambda", key) => Ok(Piece::Said(key.to_owned())),
        _ => Err(unknown()),
    }
}

/// Letters stand for parts of the time, what is between apostrophes for itself.
fn time(pattern: &str, at: &Zoned, out: &mut String) -> Result<(), AwsError> {
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        if first == '\'' {
            let behind = &rest[1..];
            let (quoted, after) = behind.split_once('\'').ok_or_else(|| {
                errors::argument(format!("The time pattern {pattern} is not closed."))
            })?;
            out.push_str(if quoted.is_empty() { "'" } else { quoted });
            rest = after;
            continue;
        }
        let length = rest.chars().take_while(|c| *c == first).count() * first.len_utf8();
        let (run, after) = rest.split_at(length);
        rest = after;
        let code = match run {
            "yyyy" | "uuuu" | "YYYY" => "%Y",
            "yy" => "%y",
            "MM" => "%m",
            "M" => "%-m",
            "MMM" => "%b",
            "MMMM" => "%B",
            "dd" => "%d",
            "d" => "%-d",
            "DDD" => "%j",
            "HH" => "%H",
            "H" => "%-H",
            "hh" => "%I",
            "mm" => "%M",
            "ss" => "%S",
            "SSS" => "%3f",
            "a" => "%p",
            "E" | "EEE" => "%a",
            _ if first.is_ascii_alphabetic() => {
                return Err(AwsError::not_implemented(format!(
                    "{run} in the time pattern {pattern}"
                )));
            }
            _ => {
                out.push_str(run);
                continue;
            }
        };
        out.push_str(&at.strftime(code).to_string());
    }
    Ok(())
}

/// The rules for prefixes.
pub fn check(destination: &Destination, query: Option<&Query>) -> Result<(), AwsError> {
    let prefix = Expression::prefix(destination)?;
    let given = Expression::parse(destination.prefix.as_deref().unwrap_or_default())?;
    let error = Expression::error_prefix(destination)?;
    let now = Values {
        at: local(destination, 0),
        keys: Vec::new(),
        said: Vec::new(),
    };
    let mut chance = Chance::of(0);
    prefix.evaluate(&now, "", &mut chance)?;
    error.evaluate(&now, "", &mut chance)?;
    if given.0.contains(&Piece::ErrorType) {
        return Err(errors::argument(
            "Prefix cannot contain !{firehose:error-output-type}.",
        ));
    }
    let own = destination.error_prefix.as_deref().unwrap_or_default();
    let own = Expression::parse(own)?;
    if own.has_expressions() && !own.0.contains(&Piece::ErrorType) {
        return Err(errors::argument(
            "ErrorOutputPrefix must contain !{firehose:error-output-type} if it contains \
             expressions.",
        ));
    }
    if given.has_expressions()
        && destination
            .error_prefix
            .as_deref()
            .is_none_or(str::is_empty)
    {
        return Err(errors::argument(
            "ErrorOutputPrefix cannot be null or empty if Prefix contains expressions.",
        ));
    }
    if own.keys().chain(own.said_keys()).next().is_some() {
        return Err(errors::argument(
            "ErrorOutputPrefix cannot contain partition keys.",
        ));
    }
    check_keys(destination, &given, query)
}

fn check_keys(
    destination: &Destination,
    prefix: &Expression,
    query: Option<&Query>,
) -> Result<(), AwsError> {
    let known = |key: &str| query.is_some_and(|query| query.has(key));
    if let Some(unknown) = prefix.keys().find(|key| !known(key)) {
        return Err(errors::argument(format!(
            "The partition key {unknown} of the prefix is not in the MetadataExtractionQuery."
        )));
    }
    if let (Some(key), None) = (prefix.said_keys().next(), destination.processor(LAMBDA)) {
        return Err(errors::argument(format!(
            "The partition key {key} of the prefix needs a processor of type Lambda."
        )));
    }
    let first = prefix.keys().chain(prefix.said_keys()).next();
    match (destination.partitioned, first) {
        (true, None) => Err(errors::argument(
            "S3 Prefix should contain Dynamic Partitioning namespaces when Dynamic Partitioning is \
             enabled",
        )),
        (false, Some(_)) => Err(errors::argument(
            "Dynamic Partitioning Namespaces can only be part of a prefix expression when Dynamic \
             Partitioning is enabled.",
        )),
        _ => Ok(()),
    }
}
