//! ListCertificates.

use super::row::{CERTIFICATES, Certificate};
use super::{facts, show};
use crate::shapes::{Filters, ListCertificatesRequest, ListCertificatesResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;
use jiff::Timestamp;

/// Where nobody says which kinds of keys are meant.
const USUAL: [&str; 2] = ["RSA_1024", "RSA_2048"];

pub fn run(
    cx: &mut Cx,
    input: ListCertificatesRequest,
) -> Result<ListCertificatesResponse, AwsError> {
    if input.sort_by.is_some() != input.sort_order.is_some() {
        return Err(errors::validation(
            "SortBy and SortOrder must be said together.",
        ));
    }
    let token = input.next_token.as_deref();
    let page = Page::of(input.max_items, token, limits::PAGE);
    let page = page.ok_or_else(|| errors::validation("Invalid NextToken."))?;
    // There are no more of them than the quota says.
    let rows = CERTIFICATES.scan(cx.tx, cx.scope(), Span::all(), limits::CERTIFICATES, false)?;
    let now = cx.now();
    let mut found = Vec::new();
    for (_, row) in rows {
        if is_meant(&input, &row, now)? {
            found.push((place(&input, &row), row));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found.retain(|(place, _)| page.has(place));
    let next_token = page.close(&mut found, |(place, _)| place);
    let shown = found.into_iter().map(|(_, row)| show::summary(cx, row));
    Ok(ListCertificatesResponse {
        next_token,
        certificate_summary_list: Some(shown.collect::<Result<_, AwsError>>()?),
    })
}

/// Texts that stand in the order that was asked for.
fn place(input: &ListCertificatesRequest, row: &Certificate) -> String {
    let created = row.created.as_microsecond();
    let number = match input.sort_order.as_deref() {
        Some("DESCENDING") => i64::MAX - created,
        Some(_) => created,
        None => 0,
    };
    format!("{number:020} {}", row.id)
}

fn is_meant(
    input: &ListCertificatesRequest,
    row: &Certificate,
    now: Timestamp,
) -> Result<bool, AwsError> {
    let state = row.state(now);
    let statuses = input.certificate_statuses.as_ref();
    if statuses.is_some_and(|wanted| !wanted.iter().any(|one| one == state)) {
        return Ok(false);
    }
    let origin = match row.kind.as_str() {
        "IMPORTED" => "CUSTOMER_PROVIDED",
        _ => "AWS_MANAGED",
    };
    let origins = input.certificate_key_pair_origins.as_ref();
    if origins.is_some_and(|wanted| !wanted.iter().any(|one| one == origin)) {
        return Ok(false);
    }
    let none = Filters::default();
    passes(input.includes.as_ref().unwrap_or(&none), row)
}

fn passes(filters: &Filters, row: &Certificate) -> Result<bool, AwsError> {
    let key = &row.key_algorithm;
    let fits = match &filters.key_types {
        Some(wanted) => wanted.contains(key),
        None => USUAL.contains(&key.as_str()),
    };
    if !fits || filters.managed_by.is_some() {
        return Ok(false);
    }
    if let Some(wanted) = &filters.export_option {
        let is = row.exportable && row.kind == "AMAZON_ISSUED";
        if is != (wanted == "ENABLED") {
            return Ok(false);
        }
    }
    let body = row.body.as_deref().map(facts::read_body).transpose()?;
    let has = |wanted: &Option<Vec<String>>, own: Vec<String>| match wanted {
        Some(wanted) => own.iter().any(|one| wanted.contains(one)),
        None => true,
    };
    let uses = body.as_ref().map(facts::usages).unwrap_or_default();
    let purposes = body
        .as_ref()
        .map(facts::extended_usages)
        .unwrap_or_default();
    let purposes = purposes.into_iter().map(|(name, _)| name).collect();
    Ok(has(&filters.key_usage, uses) && has(&filters.extended_key_usage, purposes))
}
