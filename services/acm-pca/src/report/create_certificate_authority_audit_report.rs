//! CreateCertificateAuthorityAuditReport.

use super::row::{self, Report};
use super::write;
use crate::authority;
use crate::shapes::{
    CreateCertificateAuthorityAuditReportRequest, CreateCertificateAuthorityAuditReportResponse,
};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(
    cx: &mut Cx,
    input: CreateCertificateAuthorityAuditReportRequest,
) -> Result<CreateCertificateAuthorityAuditReportResponse, AwsError> {
    let (place, _) = authority::open(cx, &input.certificate_authority_arn)?;
    let csv = input.audit_report_response_format == "CSV";
    let id = ids::uuid(cx.random());
    let end = if csv { "csv" } else { "json" };
    let key = format!("audit-report/{}/{id}.{end}", place.id);
    let report = Report {
        bucket: input.s3_bucket_name,
        key: key.clone(),
        csv,
        created: cx.now(),
        written: None,
    };
    row::save(cx, &place, &id, &report)?;
    write::order(cx, &place, &id)?;
    Ok(CreateCertificateAuthorityAuditReportResponse {
        audit_report_id: Some(id),
        s3_key: Some(key),
    })
}
