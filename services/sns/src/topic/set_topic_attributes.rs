//! SetTopicAttributes: one of them.

use crate::errors;
use crate::shapes::{SetTopicAttributesInput, SetTopicAttributesOutput};
use crate::topic::attributes::{self, Refused};
use crate::topic::row::{self, Topic};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: SetTopicAttributesInput,
) -> Result<SetTopicAttributesOutput, AwsError> {
    let found = row::at(cx, &input.topic_arn)?;
    let mut topic = Topic::clone(&found.topic);
    let name = &input.attribute_name;
    if name == "FifoTopic" {
        return Err(errors::invalid("AttributeName"));
    }
    let value = input.attribute_value.unwrap_or_default();
    let now = cx.now();
    attributes::apply(&mut topic, name, &value, now).map_err(|refused| match refused {
        Refused::Unknown => errors::invalid("AttributeName"),
        Refused::Reason(reason) => errors::invalid(reason),
        Refused::Undone(what) => AwsError::not_implemented(what),
    })?;
    let kept = found.topic.archive().is_some();
    if kept && topic.archive().is_none() {
        crate::archive::forget(cx, topic.id)?;
    }
    found.put(cx, &topic)?;
    Ok(SetTopicAttributesOutput::default())
}
