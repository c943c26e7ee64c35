//! ListTopics: the account's topics in this Region, by name.

use crate::limits::PAGE;
use crate::page;
use crate::shapes::{ListTopicsInput, ListTopicsResponse, Topic};
use crate::topic::row::TOPICS;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListTopicsInput) -> Result<ListTopicsResponse, AwsError> {
    let mut span = Span::all();
    if let Some(after) = page::after(input.next_token.as_deref())? {
        span = span.after(&after);
    }
    let mut rows = TOPICS.scan(cx.tx, cx.scope(), span, PAGE + 1, false)?;
    let next_token = page::close(&mut rows, PAGE, |(name, _)| name.clone());
    let topics = rows.iter().map(|(name, _)| Topic {
        topic_arn: Some(cx.arn("sns", name)),
    });
    Ok(ListTopicsResponse {
        topics: Some(topics.collect()),
        next_token,
    })
}
