//! UntagResource: takes tags off; one that is not there is no error.

use crate::shapes::{UntagResourceRequest, UntagResourceResponse};
use crate::topic::Topic;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UntagResourceRequest) -> Result<UntagResourceResponse, AwsError> {
    let found = super::resource(cx, &input.resource_arn)?;
    let mut topic = Topic::clone(&found.topic);
    topic.tags.retain(|(key, _)| !input.tag_keys.contains(key));
    if topic.tags.len() < found.topic.tags.len() {
        found.put(cx, &topic)?;
    }
    Ok(UntagResourceResponse::default())
}
