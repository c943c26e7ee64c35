//! DeleteCertificate: one that nobody uses.

use super::row;
use crate::shapes::{DeleteCertificateOutput, DeleteCertificateRequest};
use crate::{errors, validation};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteCertificateRequest,
) -> Result<DeleteCertificateOutput, AwsError> {
    let found = row::open(cx, &input.certificate_arn)?;
    if !found.in_use.is_empty() {
        return Err(errors::in_use(&input.certificate_arn));
    }
    validation::forget(cx, &found)?;
    row::remove(cx, &found.id)?;
    Ok(DeleteCertificateOutput::default())
}
