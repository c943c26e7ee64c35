//! ListSchedules: by group and name.

use super::row::{SCHEDULES, Schedule};
use crate::shapes::{ListSchedulesInput, ListSchedulesOutput, ScheduleSummary, TargetSummary};
use crate::{errors, group, limits, place};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListSchedulesInput) -> Result<ListSchedulesOutput, AwsError> {
    let page = Page::of(
        input.max_results,
        input.next_token.as_deref(),
        limits::LISTED,
    );
    let page = page.ok_or_else(errors::token)?;
    let group = match &input.group_name {
        Some(name) => Some(group::open(cx, name)?.name),
        None => None,
    };
    let prefix = input.name_prefix.unwrap_or_default();
    let read = |after: Option<&str>, most: usize| {
        let span = match group.as_deref() {
            Some(group) => Span::starts_with(group, &prefix),
            None => Span::all(),
        };
        let span = match after.and_then(|after| after.split_once('\0')) {
            Some(after) => span.after(&after),
            None => span,
        };
        let rows = SCHEDULES.scan(cx.tx, cx.scope(), span, most, false)?;
        let named = |((group, name), found)| (format!("{group}\0{name}"), found);
        Ok(rows.into_iter().map(named).collect())
    };
    let keep = |found: &Schedule| {
        let state = input.state.as_deref();
        found.name.starts_with(&prefix) && state.is_none_or(|state| state == found.state())
    };
    let (rows, next_token) = page.fill(read, keep)?;
    let shown = rows.into_iter().map(|found| ScheduleSummary {
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
