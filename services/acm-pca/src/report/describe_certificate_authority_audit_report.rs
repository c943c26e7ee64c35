//! DescribeCertificateAuthorityAuditReport.

use super::row;
use crate::shapes::{
    DescribeCertificateAuthorityAuditReportRequest, DescribeCertificateAuthorityAuditReportResponse,
};
use crate::{authority, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeCertificateAuthorityAuditReportRequest,
) -> Result<DescribeCertificateAuthorityAuditReportResponse, AwsError> {
    let (place, _) = authority::open(cx, &input.certificate_authority_arn)?;
    let id = input.audit_report_id;
    let report = row::find(cx, &place, &id)?;
    let report = report
        .ok_or_else(|| errors::not_found(format!("Could not find audit report with id {id}")))?;
    Ok(DescribeCertificateAuthorityAuditReportResponse {
        audit_report_status: Some(
            match report.written {
                None => "CREATING",
                Some(true) => "SUCCESS",
                Some(false) => "FAILED",
            }
            .to_owned(),
        ),
        s3_bucket_name: Some(report.bucket),
        s3_key: Some(report.key),
        created_at: Some(report.created),
    })
}
