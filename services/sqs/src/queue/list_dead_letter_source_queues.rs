//! ListDeadLetterSourceQueues: queues whose dead letters come here.

use crate::address;
use crate::queue::page::Page;
use crate::queue::row::{self, DEAD_LETTER, QUEUES};
use crate::shapes::{ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResult};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListDeadLetterSourceQueuesRequest,
) -> Result<ListDeadLetterSourceQueuesResult, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    let arn = found.arn(cx);
    let listing = format!("sources\0{arn}");
    let page = Page::of(&listing, input.max_results, input.next_token.as_deref())?;
    let mut span = Span::prefix(&arn);
    if let Some(after) = &page.after {
        span = span.after(&(&arn, after));
    }
    let scope = found.scope(cx);
    let rows = QUEUES.index_scan(cx.tx, scope, DEAD_LETTER, span, page.limit + 1, false)?;
    let mut names: Vec<String> = rows.into_iter().map(|(name, _)| name).collect();
    let next_token = page.close(&mut names);
    let url = |name: &String| address::url(cx, &found.account, name);
    Ok(ListDeadLetterSourceQueuesResult {
        queue_urls: Some(names.iter().map(url).collect()),
        next_token,
    })
}
