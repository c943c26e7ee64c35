//! UpdateCertificateOptions.

use super::row;
use crate::errors;
use crate::shapes::{UpdateCertificateOptionsOutput, UpdateCertificateOptionsRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: UpdateCertificateOptionsRequest,
) -> Result<UpdateCertificateOptionsOutput, AwsError> {
    let mut found = row::open(cx, &input.certificate_arn)?;
    if found.kind != "AMAZON_ISSUED" {
        return Err(errors::state(
            "Options can be changed of certificates that ACM issued only.",
        ));
    }
    let options = input.options;
    if options.validation_method.is_some() {
        return Err(AwsError::not_implemented(
            "changes of the validation method",
        ));
    }
    if let Some(logging) = options.certificate_transparency_logging_preference {
        found.transparency = logging == "ENABLED";
    }
    if let Some(export) = options.export {
        if (export == "ENABLED") != found.exportable {
            return Err(errors::validation(
                "Whether a certificate can be exported is said when it is requested.",
            ));
        }
    }
    row::save(cx, &found)?;
    Ok(UpdateCertificateOptionsOutput::default())
}
