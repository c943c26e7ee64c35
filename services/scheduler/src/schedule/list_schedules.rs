//! ListSchedules: by group and name.

use super::row::SCHEDULES;
use crate::page::Page;
use crate::shapes::{ListSchedulesInput, ListSchedulesOutput, ScheduleSummary, TargetSummary};
use crate::{group, place};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListSchedulesInput) -> Result<ListSchedulesOutput, AwsError> {
    let page = Page::of(input.max_results, input.next_token.as_deref())?;
    let span = match &input.group_name {
        Some(name) => Span::prefix(group::open(cx, name)?.name.as_str()),
        None => Span::all(),
    };
    let prefix = input.name_prefix.unwrap_or_default();
    let rows = SCHEDULES.scan(cx.tx, cx.scope(), span, usize::MAX, false)?;
    let rows = rows
        .into_iter()
        .map(|((group, name), found)| (format!("{group}\0{name}"), found));
    let mut rows: Vec<_> = rows
        .filter(|(key, found)| {
            found.name.starts_with(&prefix)
                && input
                    .state
                    .as_deref()
                    .is_none_or(|state| state == found.state())
                && page.has(key)
        })
        .collect();
    let next_token = page.close(&mut rows, |(key, _)| key);
    let shown = rows.into_iter().map(|(_, found)| ScheduleSummary {
        arn: Some(place::schedule_arn(cx, &found.group, &found.name)),
        state: Some(found.state().to_owned()),
        name: Some(found.name),
        group_name: Some(found.group),
        creation_date: Some(found.created),
        last_modification_date: Some(found.modified),
        target: Some(TargetSummary {
            arn: Some(found.target.arn),
        }),
    });
    Ok(ListSchedulesOutput {
        schedules: Some(shown.collect()),
        next_token,
    })
}
