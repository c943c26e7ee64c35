//! The row of a lookup table, and what is in it in parts.

use crate::errors;
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By name.
pub static LOOKUPS: Table<String, Lookup> = Table::new("logs_lookup");

/// By name and number.
pub static PARTS: Table<(String, u32), Part> = Table::new("logs_lookup_part").sealed();

/// Of an account in a Region.
pub const MOST: usize = 100;
/// Bytes of a table, and about those of one part.
pub const BYTES: usize = 10 << 20;
const PART: usize = 64 << 10;

/// Times are milliseconds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Lookup {
    pub name: String,
    pub description: Option<String>,
    pub updated: i64,
    pub fields: Vec<String>,
    pub records: u64,
    pub bytes: u64,
    pub parts: u32,
    pub tags: Vec<(String, String)>,
}

impl Stored for Lookup {
    const VERSION: u32 = 1;
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Part {
    pub text: String,
}

impl Stored for Part {
    const VERSION: u32 = 1;
}

pub fn arn(cx: &Cx, name: &str) -> String {
    cx.arn("logs", &format!("lookup-table:{name}"))
}

fn missing() -> AwsError {
    errors::missing("The specified lookup table does not exist.")
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Lookup>, AwsError> {
    let scope = cx.scope();
    Ok(LOOKUPS.get(cx.tx, scope, name)?)
}

pub fn at(cx: &mut Cx, name: &str) -> Result<Lookup, AwsError> {
    find(cx, name)?.ok_or_else(missing)
}

/// The name in the ARN of a table of this account and Region.
pub fn name_in<'a>(cx: &Cx, arn: &'a str) -> Option<&'a str> {
    let read = Arn::read(arn).filter(|arn| arn.service == "logs")?;
    let here = read.region == cx.region() && read.account == cx.account();
    read.resource.strip_prefix("lookup-table:").filter(|_| here)
}

pub fn at_arn(cx: &mut Cx, arn: &str) -> Result<Lookup, AwsError> {
    let name = name_in(cx, arn).ok_or_else(missing)?;
    at(cx, name)
}

pub fn put(cx: &mut Cx, row: &Lookup) -> Result<(), AwsError> {
    let scope = cx.scope();
    Ok(LOOKUPS.put(cx.tx, scope, &row.name, row)?)
}

/// Another body instead of the one that is there.
pub fn fill(cx: &mut Cx, row: &mut Lookup, body: &str) -> Result<(), AwsError> {
    empty(cx, row)?;
    let (scope, mut rest) = (cx.scope(), body);
    row.parts = 0;
    while !rest.is_empty() {
        let end = (1..=PART.min(rest.len()))
            .rev()
            .find(|end| rest.is_char_boundary(*end));
        let (text, behind) = rest.split_at(end.unwrap_or(rest.len()));
        let part = Part {
            text: text.to_owned(),
        };
        PARTS.put(cx.tx, scope, &(row.name.as_str(), row.parts), &part)?;
        row.parts += 1;
        rest = behind;
    }
    row.bytes = body.len() as u64;
    Ok(())
}

pub fn body(cx: &mut Cx, row: &Lookup) -> Result<String, AwsError> {
    let (scope, span) = (cx.scope(), Span::prefix(&(row.name.as_str(),)));
    let parts = PARTS.scan(cx.tx, scope, span, row.parts as usize, false)?;
    Ok(parts.into_iter().map(|(_, part)| part.text).collect())
}

pub fn empty(cx: &mut Cx, row: &Lookup) -> Result<(), AwsError> {
    let scope = cx.scope();
    for part in 0..row.parts {
        PARTS.delete(cx.tx, scope, &(row.name.as_str(), part))?;
    }
    Ok(())
}
