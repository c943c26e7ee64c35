//! The row of a report.

use crate::place::Place;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By authority and id.
static REPORTS: Table<(String, String), Report> = Table::new("acm_pca_report");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    pub bucket: String,
    pub key: String,
    pub csv: bool,
    pub created: Timestamp,
    /// Whether it came into its bucket, once that is known.
    pub written: Option<bool>,
}

impl Stored for Report {
    const VERSION: u32 = 1;
}

pub fn find(cx: &mut Cx, place: &Place, id: &str) -> Result<Option<Report>, AwsError> {
    let scope = place.scope(cx);
    Ok(REPORTS.get(cx.tx, scope, &(place.id.as_str(), id))?)
}

pub fn save(cx: &mut Cx, place: &Place, id: &str, report: &Report) -> Result<(), AwsError> {
    let scope = place.scope(cx);
    Ok(REPORTS.put(cx.tx, scope, &(place.id.as_str(), id), report)?)
}

/// Removes some; whether there may be more.
pub fn remove_some(cx: &mut Cx, authority: &str, most: usize) -> Result<bool, AwsError> {
    let scope = cx.scope();
    let keys = REPORTS.keys(cx.tx, scope, Span::prefix(authority), most, false)?;
    for key in &keys {
        REPORTS.delete(cx.tx, scope, key)?;
    }
    Ok(keys.len() == most)
}
