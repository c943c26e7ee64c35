//! Which findings a list shows, and in which order.

use super::row::{self, Finding};
use crate::analyzer::Analyzer;
use crate::archive_rule::{fits, read_filter};
use crate::page::{self, Asked};
use crate::{errors, shapes};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

pub struct Wanted<'a> {
    pub operation: &'static str,
    pub filter: Option<Vec<(String, shapes::Criterion)>>,
    pub sort: Option<shapes::SortCriteria>,
    pub asked: Asked<'a>,
}

pub fn select(
    cx: &mut Cx,
    analyzer: &Analyzer,
    wanted: Wanted<'_>,
) -> Result<(Vec<Finding>, Option<String>), AwsError> {
    let filter = read_filter(wanted.filter.unwrap_or_default(), true)?;
    let sort = wanted.sort.unwrap_or_default();
    let attribute = sort.attribute_name.as_deref().unwrap_or("createdAt");
    let scope = cx.scope();
    let mut found = Vec::new();
    for finding in row::all(cx.tx, scope, &analyzer.id)? {
        let place = place(&finding, attribute)?;
        if fits(&filter, &finding) {
            found.push((place, finding));
        }
    }
    // A list without findings refuses what no list can be sorted by, too.
    check(attribute)?;
    let falls = sort.order_by.as_deref() == Some("DESC");
    for (place, _) in found.iter_mut().filter(|_| falls) {
        *place = turned(place);
    }
    found.sort_by(|(a, _), (b, _)| a.cmp(b));
    page::of(wanted.operation, wanted.asked, found)
}

/// Falls where the place rises; what another begins with comes behind it.
fn turned(place: &str) -> String {
    let digits = place.bytes().map(|byte| format!("{:02x}", 0xff - byte));
    digits.collect::<String>() + "~"
}

const ATTRIBUTES: &[&str] = &[
    "analyzedAt",
    "createdAt",
    "id",
    "resource",
    "resourceOwnerAccount",
    "resourceType",
    "status",
    "updatedAt",
];

fn check(attribute: &str) -> Result<(), AwsError> {
    match ATTRIBUTES.contains(&attribute) {
        true => Ok(()),
        false => Err(errors::invalid(format!(
            "Invalid sort attribute: {attribute}"
        ))),
    }
}

/// Ends with the id, so that no two are alike.
fn place(finding: &Finding, attribute: &str) -> Result<String, AwsError> {
    let time = |at: Timestamp| format!("{:020}", at.as_microsecond());
    let value = match attribute {
        "analyzedAt" => time(finding.analyzed),
        "createdAt" => time(finding.created),
        "updatedAt" => time(finding.updated),
        "id" => String::new(),
        "resource" => finding.resource.clone(),
        "resourceOwnerAccount" => finding.owner.clone(),
        "resourceType" => finding.resource_type.clone(),
        "status" => finding.status.word().to_owned(),
        _ => return check(attribute).map(|()| String::new()),
    };
    Ok(format!("{value} {}", finding.id))
}
