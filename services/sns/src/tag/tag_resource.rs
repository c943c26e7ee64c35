//! TagResource: adds tags, or gives those it has another value.

use crate::shapes::{TagResourceRequest, TagResourceResponse};
use crate::tag::rules;
use crate::topic::Topic;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: TagResourceRequest) -> Result<TagResourceResponse, AwsError> {
    let found = super::resource(cx, &input.resource_arn)?;
    let given: Vec<_> = input.tags.into_iter().map(|t| (t.key, t.value)).collect();
    rules::check(&given)?;
    let mut topic = Topic::clone(&found.topic);
    for (key, value) in given {
        match topic.tags.iter_mut().find(|(known, _)| *known == key) {
            Some(tag) => tag.1 = value,
            None => topic.tags.push((key, value)),
        }
    }
    rules::check(&topic.tags)?;
    found.put(cx, &topic)?;
    Ok(TagResourceResponse::default())
}
