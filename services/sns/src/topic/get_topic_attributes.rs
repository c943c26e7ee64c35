//! GetTopicAttributes.

use crate::shapes::{GetTopicAttributesInput, GetTopicAttributesResponse};
use crate::subscription::counts;
use crate::topic::{row, show};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetTopicAttributesInput,
) -> Result<GetTopicAttributesResponse, AwsError> {
    let found = row::at(cx, &input.topic_arn)?;
    let arn = found.arn(cx);
    let scope = cx.scope_of(&found.at.account, &found.at.region);
    let counts = counts::of_topic(cx, scope, &found.topic)?;
    let mut attributes = show::all(&found.topic, &arn);
    let mut say = |name: &str, value: String| attributes.push((name.to_owned(), value));
    say("TopicArn", arn);
    say("Owner", found.at.account.clone());
    say("SubscriptionsConfirmed", counts.confirmed.to_string());
    say("SubscriptionsPending", counts.pending.to_string());
    say("SubscriptionsDeleted", counts.deleted.to_string());
    Ok(GetTopicAttributesResponse {
        attributes: Some(attributes),
    })
}
