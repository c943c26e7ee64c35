//! RenewCertificate: at once, what is renewed by itself.

use super::row;
use crate::errors;
use crate::issuing::watch;
use crate::shapes::{RenewCertificateOutput, RenewCertificateRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: RenewCertificateRequest,
) -> Result<RenewCertificateOutput, AwsError> {
    let mut found = row::open(cx, &input.certificate_arn)?;
    if !found.is_eligible() {
        return Err(errors::validation(format!(
            "Certificate {} is not eligible for renewal.",
            input.certificate_arn
        )));
    }
    watch::renew(cx, &mut found)?;
    row::save(cx, &found)?;
    Ok(RenewCertificateOutput::default())
}
