//! ResendValidationEmail.

use super::{approval, mail};
use crate::shapes::{ResendValidationEmailOutput, ResendValidationEmailRequest};
use crate::{certificate, errors};
use certificate::Status;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ResendValidationEmailRequest,
) -> Result<ResendValidationEmailOutput, AwsError> {
    let mut row = certificate::open(cx, &input.certificate_arn)?;
    if row.status != Status::Pending || row.method.as_deref() != Some("EMAIL") {
        return Err(errors::state(
            "The certificate is not one that waits for validation by email.",
        ));
    }
    let of = input.validation_domain;
    let bare = super::bare(&input.domain);
    if bare != of && !bare.ends_with(&format!(".{of}")) {
        return Err(errors::validation_domain(format!(
            "The validation domain {of} is neither {bare} nor above it."
        )));
    }
    let found = row
        .validations
        .iter_mut()
        .find(|one| one.domain == input.domain);
    let found = found.ok_or_else(|| {
        errors::validation_domain(format!("{} is not in the certificate.", input.domain))
    })?;
    found.of = of;
    let one = found.clone();
    certificate::save(cx, &row)?;
    approval::know(cx, &row.id, &one)?;
    mail::send(cx, &row, &one)?;
    Ok(ResendValidationEmailOutput::default())
}
