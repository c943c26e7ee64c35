//! GetParameters: up to ten; names that mean nothing are listed.

use super::get_parameter::get;
use crate::errors;
use crate::shapes::{GetParametersRequest, GetParametersResult};
use haneul_pipeline::{AwsError, Cx};
use std::collections::HashSet;

pub fn run(cx: &mut Cx, input: GetParametersRequest) -> Result<GetParametersResult, AwsError> {
    let open = input.with_decryption == Some(true);
    let mut seen = HashSet::new();
    if !input.names.iter().all(|name| seen.insert(name.as_str())) {
        return Err(errors::invalid(
            "There are duplicate parameter names in the request. Remove duplicates and try again.",
        ));
    }
    let (mut found, mut invalid) = (Vec::new(), Vec::new());
    for name in &input.names {
        match get(cx, name, open) {
            Ok(parameter) => found.push(parameter),
            Err(why) if why.code.starts_with("Parameter") => invalid.push(name.clone()),
            Err(why) => return Err(why),
        }
    }
    Ok(GetParametersResult {
        parameters: Some(found),
        invalid_parameters: Some(invalid),
    })
}
