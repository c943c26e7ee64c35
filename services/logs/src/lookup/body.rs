//! What a table is made of: comma-separated values that are sent, or the answer of a query.

use crate::errors;
use crate::lookup::row::{self, BYTES, Lookup};
use crate::query::row as queries;
use haneul_logquery::table_shape;
use haneul_pipeline::{AwsError, Cx};

/// One of both, and no key of KMS.
pub struct Given {
    pub body: Option<String>,
    pub query: Option<String>,
    pub key: Option<String>,
}

pub fn fill(cx: &mut Cx, row: &mut Lookup, given: Given) -> Result<(), AwsError> {
    if given.key.is_some() {
        return Err(AwsError::not_implemented("lookup tables with a key of KMS"));
    }
    let body = match (given.body, given.query) {
        (Some(body), None) => body,
        (None, Some(id)) => answer(cx, &id)?,
        _ => {
            return Err(errors::parameter(
                "Either tableBody or queryId must be specified, and not both.",
            ));
        }
    };
    if body.len() > BYTES {
        return Err(errors::parameter("A lookup table has 10 MB at most."));
    }
    let shape = table_shape(&body);
    let (fields, records) = shape.map_err(|bad| errors::parameter(bad.to_string()))?;
    let mut names = fields.clone();
    names.sort();
    names.dedup();
    if names.len() != fields.len() || fields.iter().all(String::is_empty) {
        return Err(errors::parameter(
            "The first line of a lookup table names its fields, each once.",
        ));
    }
    row.fields = fields;
    row.records = records as u64;
    row.updated = cx.now().as_millisecond();
    row::fill(cx, row, &body)
}

/// The rows of a query that is over, without what leads to its events.
fn answer(cx: &mut Cx, id: &str) -> Result<String, AwsError> {
    let query = queries::at(cx, id)?;
    if !matches!(query.status.as_str(), "Complete" | "Cancelled") {
        return Err(errors::parameter("The query is not complete."));
    }
    let mut rows = Vec::new();
    let mut bytes = 0;
    for page in 0..query.pages() {
        let found = queries::page(cx, &query, page)?;
        for row in &found {
            bytes += row.iter().map(|(_, value)| value.len() + 1).sum::<usize>();
        }
        if bytes > BYTES {
            return Err(errors::parameter("A lookup table has 10 MB at most."));
        }
        rows.extend(found);
    }
    let mut fields: Vec<&str> = Vec::new();
    for (name, _) in rows.iter().flatten() {
        if name != "@ptr" && !fields.contains(&name.as_str()) {
            fields.push(name);
        }
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(&fields).map_err(AwsError::internal)?;
    for row in &rows {
        let cells = fields.iter().map(|field| {
            let cell = row.iter().find(|(name, _)| name == field);
            cell.map_or("", |(_, value)| value.as_str())
        });
        writer.write_record(cells).map_err(AwsError::internal)?;
    }
    let bytes = writer.into_inner().map_err(AwsError::internal)?;
    String::from_utf8(bytes).map_err(AwsError::internal)
}
