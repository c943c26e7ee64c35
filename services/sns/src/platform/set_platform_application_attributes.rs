//! SetPlatformApplicationAttributes.

use crate::platform::attributes;
use crate::platform::row::{self, APPLICATIONS};
use crate::shapes::{
    SetPlatformApplicationAttributesInput, SetPlatformApplicationAttributesOutput,
};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: SetPlatformApplicationAttributesInput,
) -> Result<SetPlatformApplicationAttributesOutput, AwsError> {
    let mut application = row::application(cx, &input.platform_application_arn)?;
    attributes::set_application(&mut application.attributes, input.attributes)?;
    let key = (application.platform.clone(), application.name.clone());
    APPLICATIONS.put(cx.tx, cx.scope(), &key, &application)?;
    Ok(SetPlatformApplicationAttributesOutput::default())
}
