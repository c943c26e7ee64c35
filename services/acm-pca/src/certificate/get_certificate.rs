//! GetCertificate: a moment after it was asked for.

use super::issue_certificate::place_of;
use super::row;
use crate::shapes::{GetCertificateRequest, GetCertificateResponse};
use crate::{authority, errors};
use haneul_pipeline::{AwsError, Cx};
use jiff::SignedDuration;

/// What issuing takes.
const TAKES: SignedDuration = SignedDuration::from_secs(1);

pub fn run(cx: &mut Cx, input: GetCertificateRequest) -> Result<GetCertificateResponse, AwsError> {
    authority::open(cx, &input.certificate_authority_arn)?;
    let (place, serial) = place_of(cx, &input.certificate_authority_arn, &input.certificate_arn)?;
    let found = row::open(cx, &place, &serial)?;
    if cx.now() < found.issued + TAKES {
        return Err(errors::in_progress(
            "The certificate is being created. Please try again later.",
        ));
    }
    Ok(GetCertificateResponse {
        certificate: Some(found.body),
        certificate_chain: Some(found.chain).filter(|chain| !chain.is_empty()),
    })
}
