//! ListSubscriptionsByTopic.

use crate::limits::PAGE;
use crate::page;
use crate::shapes::{ListSubscriptionsByTopicInput, ListSubscriptionsByTopicResponse};
use crate::subscription::{list, row};
use crate::topic::row as topic;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListSubscriptionsByTopicInput,
) -> Result<ListSubscriptionsByTopicResponse, AwsError> {
    let found = topic::at(cx, &input.topic_arn)?;
    let after = page::after(input.next_token.as_deref())?;
    let scope = found.at.scope(cx);
    let rows = row::of_topic(cx.tx, scope, found.topic.id, after.as_deref(), PAGE + 1)?;
    let rows = rows.into_iter().map(|((_, id), s)| (id, s)).collect();
    let (subscriptions, next_token) = list::page(rows);
    Ok(ListSubscriptionsByTopicResponse {
        subscriptions,
        next_token,
    })
}
