//! ListEndpointsByPlatformApplication.

use crate::limits::PAGE;
use crate::page;
use crate::platform::row;
use crate::shapes::{
    Endpoint, ListEndpointsByPlatformApplicationInput, ListEndpointsByPlatformApplicationResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListEndpointsByPlatformApplicationInput,
) -> Result<ListEndpointsByPlatformApplicationResponse, AwsError> {
    let application = row::application(cx, &input.platform_application_arn)?;
    let after = page::after(input.next_token.as_deref())?;
    let mut rows = row::endpoints(cx, application.id, after.as_deref(), PAGE + 1)?;
    let next_token = page::close(&mut rows, PAGE, |endpoint| endpoint.id.clone());
    let shown = rows.into_iter().map(|endpoint| {
        let arn = endpoint.arn(cx, &application);
        let mut attributes = endpoint.attributes;
        attributes.push(("Token".to_owned(), endpoint.token));
        Endpoint {
            endpoint_arn: Some(arn),
            attributes: Some(attributes),
        }
    });
    Ok(ListEndpointsByPlatformApplicationResponse {
        endpoints: Some(shown.collect()),
        next_token,
    })
}
