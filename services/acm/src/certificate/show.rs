//! A certificate as it is described, and as it is listed.

use super::facts::{extended_usages, read_body, usages};
use super::row::{self, Certificate, Status};
use crate::shapes::{
    CertificateDetail, CertificateOptions, CertificateSummary, ExtendedKeyUsage, KeyUsage,
    RenewalSummary,
};
use crate::validation;
use haneul_certificate::Facts;
use haneul_pipeline::{AwsError, Cx};

fn facts(row: &Certificate) -> Result<Option<Facts>, AwsError> {
    row.body.as_deref().map(read_body).transpose()
}

fn export(row: &Certificate) -> Option<String> {
    let word = if row.exportable {
        "ENABLED"
    } else {
        "DISABLED"
    };
    (row.kind == "AMAZON_ISSUED").then(|| word.to_owned())
}

fn eligibility(row: &Certificate) -> String {
    match row.is_eligible() {
        true => "ELIGIBLE".to_owned(),
        false => "INELIGIBLE".to_owned(),
    }
}

pub fn detail(cx: &Cx, row: Certificate) -> Result<CertificateDetail, AwsError> {
    let facts = facts(&row)?;
    let said = facts.as_ref();
    let validations = validation::show(&row);
    let renewal = row.renewal.as_ref().map(|renewal| RenewalSummary {
        renewal_status: Some(renewal.status.clone()),
        domain_validation_options: Some(validations.clone()),
        renewal_status_reason: renewal.reason.clone(),
        updated_at: Some(renewal.at),
    });
    let transparency = if row.transparency {
        "ENABLED"
    } else {
        "DISABLED"
    };
    let purposes = |facts: &Facts| {
        let all = extended_usages(facts).into_iter();
        let all = all.map(|(name, oid)| ExtendedKeyUsage {
            name: Some(name),
            oid: Some(oid).filter(|oid| !oid.is_empty()),
        });
        all.collect()
    };
    let uses = |facts: &Facts| {
        let all = usages(facts).into_iter();
        all.map(|name| KeyUsage { name: Some(name) }).collect()
    };
    let (revoked_at, revocation_reason) = row.revoked.clone().unzip();
    Ok(CertificateDetail {
        certificate_arn: Some(row::arn(cx, &row.id)),
        domain_name: Some(row.domain.clone()).filter(|domain| !domain.is_empty()),
        subject_alternative_names: Some(row.names.clone()),
        domain_validation_options: (!validations.is_empty()).then_some(validations),
        serial: said.map(Facts::serial_with_colons),
        subject: said.map(|facts| facts.subject.to_string()),
        issuer: said.map(|facts| issuer(&row, facts)),
        created_at: row.imported.is_none().then_some(row.created),
        issued_at: row.issued,
        imported_at: row.imported,
        status: Some(row.state(cx.now()).to_owned()),
        revoked_at,
        revocation_reason,
        not_before: row.from,
        not_after: row.until,
        key_algorithm: Some(row.key_algorithm.clone()),
        signature_algorithm: said.map(|facts| facts.signature.clone()),
        in_use_by: Some(row.in_use.clone()),
        failure_reason: row.failure.clone(),
        r#type: Some(row.kind.clone()),
        renewal_summary: renewal,
        key_usages: said.map(uses),
        extended_key_usages: said.map(purposes),
        certificate_authority_arn: row.authority.clone(),
        renewal_eligibility: Some(eligibility(&row)),
        options: Some(CertificateOptions {
            certificate_transparency_logging_preference: Some(transparency.to_owned()),
            export: export(&row),
            ..CertificateOptions::default()
        }),
        ..CertificateDetail::default()
    })
}

/// Public ones are the cloud's, as AWS's are Amazon's.
fn issuer(row: &Certificate, facts: &Facts) -> String {
    match row.kind.as_str() {
        "AMAZON_ISSUED" => "Amazon".to_owned(),
        _ => facts.issuer.to_string(),
    }
}

pub fn summary(cx: &Cx, row: Certificate) -> Result<CertificateSummary, AwsError> {
    let facts = facts(&row)?;
    let said = facts.as_ref();
    let purposes = |facts: &Facts| {
        let all = extended_usages(facts).into_iter();
        all.map(|(name, _)| name).collect()
    };
    Ok(CertificateSummary {
        certificate_arn: Some(row::arn(cx, &row.id)),
        domain_name: Some(row.domain.clone()).filter(|domain| !domain.is_empty()),
        has_additional_subject_alternative_names: Some(row.names.len() > 100),
        subject_alternative_name_summaries: Some(row.names.iter().take(100).cloned().collect()),
        status: Some(row.state(cx.now()).to_owned()),
        r#type: Some(row.kind.clone()),
        key_algorithm: Some(row.key_algorithm.clone()),
        key_usages: said.map(usages),
        extended_key_usages: said.map(purposes),
        export_option: export(&row),
        in_use: Some(!row.in_use.is_empty()),
        exported: (row.kind == "PRIVATE" || row.exportable).then_some(row.ever_exported),
        renewal_eligibility: Some(eligibility(&row)),
        not_before: row.from,
        not_after: row.until,
        created_at: row.imported.is_none().then_some(row.created),
        issued_at: row.issued,
        imported_at: row.imported,
        revoked_at: (row.status == Status::Revoked)
            .then(|| row.revoked.as_ref().map(|(at, _)| *at))
            .flatten(),
        ..CertificateSummary::default()
    })
}
