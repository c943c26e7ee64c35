//! ListScheduleGroups: the default group among the others, by name.

use super::row::{self, GROUPS};
use crate::place::{self, DEFAULT};
use crate::shapes::{ListScheduleGroupsInput, ListScheduleGroupsOutput, ScheduleGroupSummary};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListScheduleGroupsInput,
) -> Result<ListScheduleGroupsOutput, AwsError> {
    let page = Page::of(
        input.max_results,
        input.next_token.as_deref(),
        limits::LISTED,
    );
    let page = page.ok_or_else(errors::token)?;
    let prefix = input.name_prefix.unwrap_or_default();
    let rows = GROUPS.scan(cx.tx, cx.scope(), Span::all(), usize::MAX, false)?;
    let mut names: Vec<String> = rows.into_iter().map(|(name, _)| name).collect();
    names.push(DEFAULT.to_owned());
    names.sort();
    names.dedup();
    names.retain(|name| name.starts_with(&prefix) && page.has(name));
    let next_token = page.close(&mut names, |name| name);
    let mut shown = Vec::new();
    for name in names {
        let group = row::open(cx, &name)?;
        shown.push(ScheduleGroupSummary {
            arn: Some(place::group_arn(cx, &name)),
            state: Some(row::state(cx, &name)?),
            name: Some(name),
            creation_date: group.created,
            last_modification_date: group.modified,
        });
    }
    Ok(ListScheduleGroupsOutput {
        next_token,
        schedule_groups: Some(shown),
    })
}
