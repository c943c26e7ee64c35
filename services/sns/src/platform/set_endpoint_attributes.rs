//! SetEndpointAttributes: the token, too.

use crate::platform::attributes;
use crate::platform::row::{self, ENDPOINTS};
use crate::shapes::{SetEndpointAttributesInput, SetEndpointAttributesOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: SetEndpointAttributesInput,
) -> Result<SetEndpointAttributesOutput, AwsError> {
    let found = row::named(cx, &input.endpoint_arn)?;
    let mut endpoint = found.endpoint;
    let mut given = input.attributes;
    if let Some(at) = given.iter().position(|(name, _)| name == "Token") {
        endpoint.token = given.remove(at).1;
        attributes::check_token(&endpoint.token)?;
    }
    attributes::set_endpoint(&mut endpoint.attributes, given)?;
    endpoint.attributes.sort();
    let key = (found.application.id, endpoint.id.clone());
    ENDPOINTS.put(cx.tx, cx.scope(), &key, &endpoint)?;
    Ok(SetEndpointAttributesOutput::default())
}
