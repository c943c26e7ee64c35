//! How whoever asks for a public certificate proves that the names are theirs.

pub mod approval;
mod mail;
mod record;

use crate::certificate::{self, Certificate, Status};
use crate::shapes::{DomainValidation, ResourceRecord};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_runtime::timer::Timer;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The timer's name.
pub const TIMED_OUT: &str = "validation-timed-out";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    pub domain: String,
    /// Whose owners are asked, and by which word they answer.
    pub of: String,
    pub token: String,
    pub done: bool,
    /// Name and value of the record that proves it.
    pub record: (String, String),
}

/// Domains with those whose owners are asked instead.
pub struct Asked {
    pub domains: Vec<(String, String)>,
}

pub fn begin(cx: &mut Cx, row: &mut Certificate, asked: &Asked) -> Result<(), AwsError> {
    for (domain, of) in &asked.domains {
        let bare = bare(domain);
        if !row
            .names
            .iter()
            .any(|name| name.eq_ignore_ascii_case(domain))
        {
            return Err(errors::validation_domain(format!(
                "{domain} is not among the domain names of the certificate."
            )));
        }
        if bare != of && !bare.ends_with(&format!(".{of}")) {
            return Err(errors::validation_domain(format!(
                "The validation domain {of} is neither {bare} nor above it."
            )));
        }
    }
    for domain in row.names.clone() {
        let said = asked.domains.iter().find(|(known, _)| *known == domain);
        row.validations.push(Validation {
            of: said.map_or_else(|| bare(&domain).to_owned(), |(_, of)| of.clone()),
            token: ids::hex_id(cx.random(), 32),
            done: false,
            record: record::of(cx.account(), bare(&domain)),
            domain,
        });
    }
    if row.method.as_deref() == Some("EMAIL") {
        for one in &row.validations {
            approval::know(cx, &row.id, one)?;
            mail::send(cx, row, one)?;
        }
    }
    let at = cx.now() + SignedDuration::from_hours(limits::VALIDATION_HOURS);
    let id = format!("{}/validation", certificate::arn(cx, &row.id));
    cx.timer(at, &id, &format!("acm/{TIMED_OUT}"), json!({"id": row.id}))
}

pub fn bare(domain: &str) -> &str {
    domain.strip_prefix("*.").unwrap_or(domain)
}

pub fn timed_out(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let id = timer.payload["id"].as_str().unwrap_or_default();
    let found = certificate::find(cx, id)?;
    let pending = |row: &Certificate| {
        row.status == Status::Pending && row.validations.iter().any(|one| !one.done)
    };
    let Some(mut row) = found.filter(pending) else {
        return Ok(());
    };
    forget(cx, &row)?;
    row.status = Status::TimedOut;
    certificate::save(cx, &row)
}

/// Nobody can approve it any more.
pub fn forget(cx: &mut Cx, row: &Certificate) -> Result<(), AwsError> {
    for one in &row.validations {
        approval::forget(cx, &one.token)?;
    }
    Ok(())
}

pub fn show(row: &Certificate) -> Vec<DomainValidation> {
    let by_mail = row.method.as_deref() == Some("EMAIL");
    let shown = row.validations.iter().map(|one| DomainValidation {
        domain_name: Some(one.domain.clone()),
        validation_domain: Some(one.of.clone()),
        validation_emails: by_mail.then(|| mail::addresses(&one.of)),
        validation_method: row.method.clone(),
        validation_status: Some(
            match (one.done, row.status) {
                (true, _) => "SUCCESS",
                (false, Status::Pending) => "PENDING_VALIDATION",
                _ => "FAILED",
            }
            .to_owned(),
        ),
        resource_record: (!by_mail).then(|| ResourceRecord {
            name: Some(one.record.0.clone()),
            r#type: Some("CNAME".to_owned()),
            value: Some(one.record.1.clone()),
        }),
        ..DomainValidation::default()
    });
    shown.collect()
}

include!(concat!(env!("OUT_DIR"), "/validation.rs"));
