//! GetTopicAttributes.

use crate::shapes::{GetTopicAttributesInput, GetTopicAttributesResponse};
use crate::subscription::row::count;
use crate::topic::{row, show};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetTopicAttributesInput,
) -> Result<GetTopicAttributesResponse, AwsError> {
    let found = row::at(cx, &input.topic_arn)?;
    let arn = found.arn(cx);
    let (confirmed, pending) = count(cx, &found)?;
    let mut attributes = show::all(&found.topic, &arn);
    let mut say = |name: &str, value: String| attributes.push((name.to_owned(), value));
    say("TopicArn", arn);
    say("Owner", found.at.account.clone());
    say("SubscriptionsConfirmed", confirmed.to_string());
    say("SubscriptionsPending", pending.to_string());
    say("SubscriptionsDeleted", found.topic.deleted.to_string());
    Ok(GetTopicAttributesResponse {
        attributes: Some(attributes),
    })
}
