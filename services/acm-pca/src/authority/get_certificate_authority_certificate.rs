//! GetCertificateAuthorityCertificate.

use super::row;
use crate::errors;
use crate::shapes::{
    GetCertificateAuthorityCertificateRequest, GetCertificateAuthorityCertificateResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetCertificateAuthorityCertificateRequest,
) -> Result<GetCertificateAuthorityCertificateResponse, AwsError> {
    let (_, authority) = row::open(cx, &input.certificate_authority_arn)?;
    if authority.certificate.is_none() {
        return Err(errors::state(
            "The certificate authority has no certificate yet.",
        ));
    }
    Ok(GetCertificateAuthorityCertificateResponse {
        certificate: authority.certificate,
        certificate_chain: authority.chain,
    })
}
