//! ListReplays: by name.

use super::row;
use crate::archive;
use crate::shapes::{ListReplaysRequest, ListReplaysResponse, Replay as Shown};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn run(cx: &mut Cx, input: ListReplaysRequest) -> Result<ListReplaysResponse, AwsError> {
    let page = Page::of(input.limit, input.next_token.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::token)?;
    let prefix = input.name_prefix.unwrap_or_default();
    let archives = archive::row::arn(cx, "");
    let of = |arn: &str, archive: &str| arn.strip_prefix(&archives) == Some(archive);
    let keep = |replay: &row::Replay| {
        let (source, state) = (input.event_source_arn.as_deref(), input.state.as_deref());
        replay.name.starts_with(&prefix)
            && state.is_none_or(|state| state == replay.state.name())
            && source.is_none_or(|arn| of(arn, &replay.archive))
    };
    let (replays, next_token) = row::listed(cx, &page, keep)?;
    let shown = replays.into_iter().map(|replay| Shown {
        event_last_replayed_time: replay.reached(),
        event_source_arn: Some(archive::row::arn(cx, &replay.archive)),
        replay_name: Some(replay.name),
        state: Some(replay.state.name().to_owned()),
        state_reason: None,
        event_start_time: Some(replay.from),
        event_end_time: Some(replay.to),
        replay_start_time: Some(replay.started),
        replay_end_time: replay.ended,
    });
    Ok(ListReplaysResponse {
        replays: Some(shown.collect()),
        next_token,
    })
}
