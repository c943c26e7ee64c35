//! What EventBridge hears of certificates.

use crate::certificate::{self, Certificate};
use haneul_pipeline::{AwsError, Cx, events::Emitted};
use jiff::Timestamp;
use serde_json::{Value as Json, json};

pub fn available(cx: &mut Cx, row: &Certificate, action: &str) -> Result<(), AwsError> {
    let mut detail = about(cx, row);
    detail["Action"] = json!(action);
    detail["DaysToExpiry"] = json!(days_left(row, cx.now()));
    emit(cx, row, "ACM Certificate Available", detail)
}

pub fn approaching(cx: &mut Cx, row: &Certificate) -> Result<(), AwsError> {
    let detail = json!({
        "DaysToExpiry": days_left(row, cx.now()), "CommonName": row.domain,
    });
    emit(cx, row, "ACM Certificate Approaching Expiration", detail)
}

pub fn expired(cx: &mut Cx, row: &Certificate) -> Result<(), AwsError> {
    let detail = about(cx, row);
    emit(cx, row, "ACM Certificate Expired", detail)
}

pub fn revoked(cx: &mut Cx, row: &Certificate) -> Result<(), AwsError> {
    let mut detail = about(cx, row);
    detail["CertificateRevocationDate"] = time(row.revoked.as_ref().map(|(at, _)| *at));
    emit(cx, row, "ACM Certificate Revoked", detail)
}

pub fn days_left(row: &Certificate, now: Timestamp) -> i64 {
    let until = row.until.unwrap_or(now);
    until.duration_since(now).as_hours().max(0) / 24
}

fn time(at: Option<Timestamp>) -> Json {
    json!(at.map(|at| at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()))
}

fn about(_cx: &Cx, row: &Certificate) -> Json {
    let mut about = json!({
        "CertificateType": row.kind,
        "CommonName": row.domain,
        "CertificateCreatedDate": time(Some(row.issued.unwrap_or(row.created))),
        "CertificateExpirationDate": time(row.until),
        "InUse": !row.in_use.is_empty(),
        "Exported": row.ever_exported,
    });
    if let Some(method) = &row.method {
        about["DomainValidationMethod"] = json!(method);
    }
    about
}

fn emit(cx: &mut Cx, row: &Certificate, kind: &str, detail: Json) -> Result<(), AwsError> {
    let (account, region) = (cx.account(), cx.region());
    cx.emit(Emitted {
        account,
        region,
        source: "aws.acm",
        detail_type: kind,
        time: cx.now(),
        resources: vec![certificate::arn(cx, &row.id)],
        detail,
    })
}
