//! GetEndpointAttributes.

use crate::platform::row;
use crate::shapes::{GetEndpointAttributesInput, GetEndpointAttributesResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetEndpointAttributesInput,
) -> Result<GetEndpointAttributesResponse, AwsError> {
    let endpoint = row::named(cx, &input.endpoint_arn)?.endpoint;
    let mut attributes = endpoint.attributes;
    attributes.push(("Token".to_owned(), endpoint.token));
    Ok(GetEndpointAttributesResponse {
        attributes: Some(attributes),
    })
}
