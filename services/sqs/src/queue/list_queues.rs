//! ListQueues: the account's queues in this Region, by name.

use crate::address;
use crate::queue::page::Page;
use crate::queue::row::QUEUES;
use crate::shapes::{ListQueuesRequest, ListQueuesResult};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListQueuesRequest) -> Result<ListQueuesResult, AwsError> {
    let prefix = input.queue_name_prefix.unwrap_or_default();
    let listing = format!("queues\0{}\0{}\0{prefix}", cx.account(), cx.region());
    let page = Page::of(&listing, input.max_results, input.next_token.as_deref())?;
    let mut span = Span::starts_with(&(), &prefix);
    if let Some(after) = &page.after {
        span = span.after(after);
    }
    let rows = QUEUES.scan(cx.tx, cx.scope(), span, page.limit + 1, false)?;
    let mut names: Vec<String> = rows.into_iter().map(|(name, _)| name).collect();
    let next_token = page.close(&mut names);
    let url = |name: &String| address::url(cx, cx.account(), name);
    let urls: Vec<String> = names.iter().map(url).collect();
    Ok(ListQueuesResult {
        queue_urls: (!urls.is_empty()).then_some(urls),
        next_token,
    })
}
