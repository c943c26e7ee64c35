//! GetCertificateAuthorityCsr.

use super::row::{self, State};
use crate::errors;
use crate::shapes::{GetCertificateAuthorityCsrRequest, GetCertificateAuthorityCsrResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetCertificateAuthorityCsrRequest,
) -> Result<GetCertificateAuthorityCsrResponse, AwsError> {
    let (_, authority) = row::open(cx, &input.certificate_authority_arn)?;
    if authority.state == State::Creating {
        return Err(errors::in_progress(
            "The certificate signing request is being created.",
        ));
    }
    Ok(GetCertificateAuthorityCsrResponse { csr: authority.csr })
}
