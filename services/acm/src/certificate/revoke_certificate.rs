//! RevokeCertificate: a public one that was exported, and that nobody uses.

use super::row::{self, Status};
use crate::errors;
use crate::issuing::event;
use crate::shapes::{RevokeCertificateRequest, RevokeCertificateResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: RevokeCertificateRequest,
) -> Result<RevokeCertificateResponse, AwsError> {
    let arn = input.certificate_arn;
    let mut found = row::open(cx, &arn)?;
    if found.kind != "AMAZON_ISSUED" || !found.exportable || !found.ever_exported {
        return Err(errors::validation(
            "Only public certificates that were exported can be revoked.",
        ));
    }
    if !found.in_use.is_empty() {
        return Err(errors::in_use(&arn));
    }
    if found.status != Status::Issued {
        return Err(errors::conflict(format!(
            "Certificate {arn} is not issued."
        )));
    }
    found.status = Status::Revoked;
    found.revoked = Some((cx.now(), input.revocation_reason));
    found.edition += 1;
    row::save(cx, &found)?;
    event::revoked(cx, &found)?;
    Ok(RevokeCertificateResponse {
        certificate_arn: Some(arn),
    })
}
