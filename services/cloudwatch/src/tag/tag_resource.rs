//! TagResource.

use crate::alarm;
use crate::shapes::{TagResourceInput, TagResourceOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: TagResourceInput) -> Result<TagResourceOutput, AwsError> {
    let mut found = super::open(cx, &input.resource_arn)?;
    super::put(&mut found.tags, input.tags)?;
    alarm::save(cx, &found)?;
    Ok(TagResourceOutput::default())
}
