//! DeleteTopic: with all its subscriptions; one that is not there is no error.

use crate::arn::TopicArn;
use crate::errors;
use crate::shapes::{DeleteTopicInput, DeleteTopicOutput};
use crate::topic::remove;
use crate::topic::row::{self, TOPICS};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteTopicInput) -> Result<DeleteTopicOutput, AwsError> {
    let at = TopicArn::parse(cx, &input.topic_arn, "TopicArn")?;
    let Some(topic) = row::find(cx, &at)? else {
        return Ok(DeleteTopicOutput::default());
    };
    if topic.archive().is_some() {
        return Err(errors::invalid(
            "TopicArn Reason: Cannot delete a topic with an active archive policy",
        ));
    }
    TOPICS.delete(cx.tx, at.scope(cx), &at.name)?;
    remove::set(cx, topic.id, &at)?;
    Ok(DeleteTopicOutput::default())
}
