//! UntagResource: one that is not there is no error.

use crate::shapes::{UntagResourceInput, UntagResourceOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UntagResourceInput) -> Result<UntagResourceOutput, AwsError> {
    let mut found = super::open(cx, &input.resource_arn)?;
    let tags = found.tags();
    tags.retain(|(key, _)| !input.tag_keys.contains(key));
    found.save(cx)?;
    Ok(UntagResourceOutput::default())
}
