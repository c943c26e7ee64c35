//! Names of services.

use crate::errors;
use haneul_pipeline::AwsError;

pub fn check(name: &str) -> Result<(), AwsError> {
    let service = name.strip_suffix(".amazonaws.com");
    match service.is_some_and(|service| !service.is_empty()) {
        true => Ok(()),
        false => Err(errors::input(
            "UNRECOGNIZED_SERVICE_PRINCIPAL",
            "You specified an unrecognized service principal.",
        )),
    }
}
