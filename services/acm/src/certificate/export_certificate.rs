//! ExportCertificate: with its key, encrypted by a passphrase.

use super::row::{self, Status};
use crate::errors;
use crate::shapes::{ExportCertificateRequest, ExportCertificateResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ExportCertificateRequest,
) -> Result<ExportCertificateResponse, AwsError> {
    let arn = &input.certificate_arn;
    let mut found = row::open(cx, arn)?;
    let may = found.kind == "PRIVATE" || (found.kind == "AMAZON_ISSUED" && found.exportable);
    if !may {
        return Err(errors::validation(format!(
            "Certificate ARN: {arn} is not a private certificate"
        )));
    }
    if found.status == Status::Pending {
        return Err(errors::in_progress(arn));
    }
    if found.status != Status::Issued {
        return Err(errors::validation(format!(
            "Certificate {arn} is not issued."
        )));
    }
    let key = row::key_of(cx, &found.id)?;
    let private_key = key
        .to_encrypted_pem(&input.passphrase, cx.random())
        .map_err(|why| errors::validation(format!("The passphrase cannot be used: {why}")))?;
    found.exported = true;
    found.ever_exported = true;
    row::save(cx, &found)?;
    Ok(ExportCertificateResponse {
        certificate: found.body,
        certificate_chain: found.chain,
        private_key: Some(private_key),
    })
}
