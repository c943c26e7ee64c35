//! TagResource.

use crate::shapes::{TagResourceInput, TagResourceOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: TagResourceInput) -> Result<TagResourceOutput, AwsError> {
    let mut found = super::open(cx, &input.resource_arn)?;
    super::put(found.tags(), input.tags)?;
    found.save(cx)?;
    Ok(TagResourceOutput::default())
}
