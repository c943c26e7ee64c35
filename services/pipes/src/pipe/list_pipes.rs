//! ListPipes: by name.

use super::answer::time;
use super::row::{self, PIPES};
use crate::shapes::{self, ListPipesRequest, ListPipesResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListPipesRequest) -> Result<ListPipesResponse, AwsError> {
    let page = Page::of(input.limit, input.next_token.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::token)?;
    let starts = |text: &str, prefix: &Option<String>| {
        prefix
            .as_ref()
            .is_none_or(|prefix| text.starts_with(prefix))
    };
    let is =
        |text: &str, wanted: &Option<String>| wanted.as_ref().is_none_or(|wanted| text == wanted);
    let rows = PIPES.scan(cx.tx, cx.scope(), Span::all(), usize::MAX, false)?;
    let rows = rows.into_iter().map(|(_, pipe)| pipe);
    let mut rows: Vec<row::Pipe> = rows
        .filter(|pipe| {
            page.has(&pipe.name)
                && starts(&pipe.name, &input.name_prefix)
                && starts(&pipe.source.arn, &input.source_prefix)
                && starts(&pipe.target.arn, &input.target_prefix)
                && is(&pipe.desired, &input.desired_state)
                && is(&pipe.state, &input.current_state)
        })
        .collect();
    let next_token = page.close(&mut rows, |pipe| &pipe.name);
    let shown = rows.into_iter().map(|pipe| shapes::Pipe {
        arn: Some(row::arn(cx, &pipe.name)),
        name: Some(pipe.name),
        desired_state: Some(pipe.desired),
        current_state: Some(pipe.state),
        state_reason: pipe.reason,
        creation_time: Some(time(pipe.created)),
        last_modified_time: Some(time(pipe.modified)),
        source: Some(pipe.source.arn),
        target: Some(pipe.target.arn),
        ..shapes::Pipe::default()
    });
    Ok(ListPipesResponse {
        pipes: Some(shown.collect()),
        next_token,
    })
}
