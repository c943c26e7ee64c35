//! CreatePlatformApplication: makes one, or finds the one of this platform and name.

use crate::errors;
use crate::platform::attributes;
use crate::platform::row::{APPLICATIONS, Application};
use crate::shapes::{CreatePlatformApplicationInput, CreatePlatformApplicationResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: CreatePlatformApplicationInput,
) -> Result<CreatePlatformApplicationResponse, AwsError> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.".contains(&b);
    if input.name.is_empty() || input.name.len() > 256 || !input.name.bytes().all(plain) {
        return Err(errors::invalid("Name"));
    }
    attributes::check_platform(&input.platform)?;
    let credential = input
        .attributes
        .iter()
        .find(|(name, _)| name == "PlatformCredential");
    if credential.is_none_or(|(_, value)| value.is_empty()) {
        return Err(errors::invalid(
            "Attributes Reason: PlatformCredential is required",
        ));
    }
    let key = (input.platform.clone(), input.name.clone());
    let known = APPLICATIONS.get(cx.tx, cx.scope(), &key)?;
    let mut application = known.unwrap_or_else(|| Application {
        id: cx.random().u64(),
        platform: input.platform,
        name: input.name,
        attributes: Vec::new(),
    });
    attributes::set_application(&mut application.attributes, input.attributes)?;
    APPLICATIONS.put(cx.tx, cx.scope(), &key, &application)?;
    Ok(CreatePlatformApplicationResponse {
        platform_application_arn: Some(application.arn(cx)),
    })
}
