//! UntagResource: one that is not there is no error.

use crate::alarm;
use crate::shapes::{UntagResourceInput, UntagResourceOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UntagResourceInput) -> Result<UntagResourceOutput, AwsError> {
    let mut found = super::open(cx, &input.resource_arn)?;
    found.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    alarm::save(cx, &found)?;
    Ok(UntagResourceOutput::default())
}
