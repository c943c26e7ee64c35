//! GetCertificate.

use super::row;
use crate::errors;
use crate::shapes::{GetCertificateRequest, GetCertificateResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetCertificateRequest) -> Result<GetCertificateResponse, AwsError> {
    let found = row::open(cx, &input.certificate_arn)?;
    if found.body.is_none() {
        return Err(errors::in_progress(&input.certificate_arn));
    }
    Ok(GetCertificateResponse {
        certificate: found.body,
        certificate_chain: found.chain,
    })
}
