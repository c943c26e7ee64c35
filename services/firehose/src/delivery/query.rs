//! Partition keys from records: `{user:.who.id,year:.at|strftime("%Y")}`. Of jq it is what such
//! queries are made of: paths, and some functions behind them. Anything else is refused, so a query
//! takes no longer than its record is long.

use crate::errors;
use crate::stream::row::Processor;
use haneul_pipeline::AwsError;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value as Json;

#[derive(Clone, Debug, PartialEq)]
pub struct Query(Vec<(String, Vec<Step>)>);

#[derive(Clone, Debug, PartialEq)]
enum Step {
    Member(String),
    Item(usize),
    Call(Function),
}

#[derive(Clone, Debug, PartialEq)]
enum Function {
    Strftime(String),
    ToString,
    ToNumber,
    Downcase,
    Upcase,
    Floor,
}

/// The query of a processor.
pub fn of(processor: &Processor) -> Result<Query, AwsError> {
    if let Some(engine) = processor.parameter("JsonParsingEngine") {
        if engine != "JQ-1.6" {
            return Err(errors::argument(format!(
                "JsonParsingEngine {engine} is not supported."
            )));
        }
    }
    let text = processor.parameter("MetadataExtractionQuery");
    parse(text.ok_or_else(|| errors::argument("MetadataExtractionQuery must be specified."))?)
}

fn parse(text: &str) -> Result<Query, AwsError> {
    let mut parser = Parser { text, rest: text };
    let mut keys = Vec::new();
    parser.expect("{")?;
    loop {
        let key = match parser.take("\"") {
            true => parser.quoted()?,
            false => parser.word()?,
        };
        parser.expect(":")?;
        keys.push((key, parser.pipeline()?));
        if !parser.take(",") {
            break;
        }
    }
    parser.expect("}")?;
    match parser.rest.trim().is_empty() {
        true => Ok(Query(keys)),
        false => Err(parser.refuse()),
    }
}

struct Parser<'t> {
    text: &'t str,
    rest: &'t str,
}

impl Parser<'_> {
    fn refuse(&self) -> AwsError {
        AwsError::not_implemented(format!(
            "the MetadataExtractionQuery {} from {:?} on",
            self.text, self.rest
        ))
    }

    fn take(&mut self, token: &str) -> bool {
        match self.rest.trim_start().strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, token: &str) -> Result<(), AwsError> {
        match self.take(token) {
            true => Ok(()),
            false => Err(self.refuse()),
        }
    }

    fn word(&mut self) -> Result<String, AwsError> {
        let rest = self.rest.trim_start();
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let end = rest.find(|c| !fits(c)).unwrap_or(rest.len());
        if end == 0 {
            return Err(self.refuse());
        }
        self.rest = &rest[end..];
        Ok(rest[..end].to_owned())
    }

    /// Behind the first quotation mark.
    fn quoted(&mut self) -> Result<String, AwsError> {
        match self.rest.split_once('"') {
            Some((text, rest)) if !text.contains('\\') => {
                self.rest = rest;
                Ok(text.to_owned())
            }
            _ => Err(self.refuse()),
        }
    }

    fn pipeline(&mut self) -> Result<Vec<Step>, AwsError> {
        let mut steps = Vec::new();
        let inside = self.take("(");
        loop {
            match self.take(".") {
                true => self.path(&mut steps)?,
                false => {
                    let function = self.function()?;
                    steps.push(Step::Call(function));
                }
            }
            if !self.take("|") {
                break;
            }
        }
        if inside {
            self.expect(")")?;
            while self.take("|") {
                let function = self.function()?;
                steps.push(Step::Call(function));
            }
        }
        Ok(steps)
    }

    /// Behind the first dot.
    fn path(&mut self, steps: &mut Vec<Step>) -> Result<(), AwsError> {
        let mut first = true;
        loop {
            if self.take("[") {
                match self.take("\"") {
                    true => steps.push(Step::Member(self.quoted()?)),
                    false => {
                        let number = self.word()?.parse();
                        steps.push(Step::Item(number.map_err(|_| self.refuse())?));
                    }
                }
                self.expect("]")?;
            } else if first || self.take(".") {
                match self.take("\"") {
                    true => steps.push(Step::Member(self.quoted()?)),
                    false => steps.push(Step::Member(self.word()?)),
                }
            } else {
                return Ok(());
            }
            first = false;
        }
    }

    fn function(&mut self) -> Result<Function, AwsError> {
        let before = self.rest;
        let name = self.word()?;
        Ok(match name.as_str() {
            "strftime" => {
                self.expect("(")?;
                self.expect("\"")?;
                let format = self.quoted()?;
                self.expect(")")?;
                Function::Strftime(format)
            }
            "tostring" => Function::ToString,
            "tonumber" => Function::ToNumber,
            "ascii_downcase" => Function::Downcase,
            "ascii_upcase" => Function::Upcase,
            "floor" => Function::Floor,
            _ => {
                self.rest = before;
                return Err(self.refuse());
            }
        })
    }
}

impl Query {
    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(known, _)| known == key)
    }

    /// The keys of a record, or why it has none.
    pub fn keys(&self, record: &[u8]) -> Result<Vec<(String, String)>, String> {
        let document: Json =
            serde_json::from_slice(record).map_err(|_| "Non JSON record provided".to_owned())?;
        let key = |(name, steps): &(String, Vec<Step>)| {
            let value = steps.iter().try_fold(document.clone(), step);
            match value.ok().as_ref().and_then(plain) {
                Some(text) if !text.is_empty() => Ok((name.clone(), text)),
                _ => Err(format!(
                    "The partition key {name} was not found in the record"
                )),
            }
        };
        self.0.iter().map(key).collect()
    }
}

fn plain(value: &Json) -> Option<String> {
    match value {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

fn step(value: Json, step: &Step) -> Result<Json, ()> {
    match step {
        Step::Member(name) => value.get(name).cloned().ok_or(()),
        Step::Item(at) => value.get(at).cloned().ok_or(()),
        Step::Call(function) => call(&value, function).ok_or(()),
    }
}

fn call(value: &Json, function: &Function) -> Option<Json> {
    match function {
        Function::Strftime(format) => {
            let at = Timestamp::from_second(value.as_f64()? as i64).ok()?;
            let at = at.to_zoned(TimeZone::UTC);
            // A format that there is not is no key.
            let text = jiff::fmt::strtime::format(format.as_bytes(), &at).ok()?;
            Some(text.into())
        }
        Function::ToString => plain(value).map(Json::from),
        Function::ToNumber if value.is_number() => Some(value.clone()),
        Function::ToNumber => serde_json::from_str(value.as_str()?).ok(),
        Function::Downcase => Some(value.as_str()?.to_ascii_lowercase().into()),
        Function::Upcase => Some(value.as_str()?.to_ascii_uppercase().into()),
        Function::Floor => Some((value.as_f64()?.floor() as i64).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_a_record() {
        let query = "{user:.who.id, year: .at|strftime(\"%Y\"), second:(.list[1]|tostring)}";
        let query = parse(query).unwrap();
        let record = br#"{"who":{"id":"ann"},"at":1565382027,"list":[1,2]}"#;
        let keys = query.keys(record).unwrap();
        let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        let expected = [
            pair("user", "ann"),
            pair("year", "2019"),
            pair("second", "2"),
        ];
        assert_eq!(keys, expected);
        assert!(query.keys(b"{}").is_err());
        assert_eq!(query.keys(b"no").unwrap_err(), "Non JSON record provided");
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        for query in ["{a:[.b]}", "{a:.b|repeat(1)}", ".a", "{a:.b//1}", "{", ""] {
            let code = parse(query).map_err(|error| error.code);
            assert_eq!(code, Err("NotImplemented".into()), "{query}");
        }
    }
}
