//! CreatePlatformEndpoint: makes one, or finds the one of this token if nothing about it differs.

use crate::errors;
use crate::platform::attributes;
use crate::platform::row::{self, ENDPOINTS, Endpoint};
use crate::shapes::{CreateEndpointResponse, CreatePlatformEndpointInput};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(
    cx: &mut Cx,
    input: CreatePlatformEndpointInput,
) -> Result<CreateEndpointResponse, AwsError> {
    let application = row::application(cx, &input.platform_application_arn)?;
    attributes::check_token(&input.token)?;
    let mut wanted = vec![("Enabled".to_owned(), "true".to_owned())];
    attributes::set_endpoint(&mut wanted, input.attributes.unwrap_or_default())?;
    if let Some(data) = input.custom_user_data {
        attributes::set_endpoint(&mut wanted, vec![("CustomUserData".to_owned(), data)])?;
    }
    wanted.sort();
    if let Some(known) = row::of_token(cx, application.id, &input.token)? {
        let arn = known.arn(cx, &application);
        if known.attributes != wanted {
            return Err(errors::invalid(format_args!(
                "Token Reason: Endpoint {arn} already exists with the same Token, but different \
                 attributes."
            )));
        }
        return Ok(CreateEndpointResponse {
            endpoint_arn: Some(arn),
        });
    }
    let endpoint = Endpoint {
        id: ids::uuid(cx.random()),
        token: input.token,
        attributes: wanted,
    };
    let key = (application.id, endpoint.id.clone());
    ENDPOINTS.put(cx.tx, cx.scope(), &key, &endpoint)?;
    Ok(CreateEndpointResponse {
        endpoint_arn: Some(endpoint.arn(cx, &application)),
    })
}
