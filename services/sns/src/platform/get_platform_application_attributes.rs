//! GetPlatformApplicationAttributes: but for the secrets.

use crate::platform::{attributes, row};
use crate::shapes::{
    GetPlatformApplicationAttributesInput, GetPlatformApplicationAttributesResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetPlatformApplicationAttributesInput,
) -> Result<GetPlatformApplicationAttributesResponse, AwsError> {
    let application = row::application(cx, &input.platform_application_arn)?;
    Ok(GetPlatformApplicationAttributesResponse {
        attributes: Some(attributes::shown(&application.attributes)),
    })
}
