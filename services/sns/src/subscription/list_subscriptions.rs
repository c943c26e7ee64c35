//! ListSubscriptions: the account's own, whoever owns the topic.

use crate::limits::PAGE;
use crate::page;
use crate::shapes::{ListSubscriptionsInput, ListSubscriptionsResponse};
use crate::subscription::list;
use crate::subscription::row::{OWNED, SUBSCRIPTIONS};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListSubscriptionsInput,
) -> Result<ListSubscriptionsResponse, AwsError> {
    let mut span = Span::all();
    if let Some(after) = page::after(input.next_token.as_deref())? {
        span = span.after(&after);
    }
    let owned = OWNED.scan(cx.tx, cx.scope(), span, PAGE + 1, false)?;
    let mut rows = Vec::with_capacity(owned.len());
    for (arn, owned) in owned {
        let scope = cx.scope_of(&owned.topic_account, cx.region());
        let key = (owned.topic, owned.id);
        if let Some(subscription) = SUBSCRIPTIONS.get(cx.tx, scope, &key)? {
            rows.push((arn, subscription));
        }
    }
    let (subscriptions, next_token) = list::page(rows);
    Ok(ListSubscriptionsResponse {
        subscriptions,
        next_token,
    })
}
