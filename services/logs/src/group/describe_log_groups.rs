//! DescribeLogGroups: the account's groups in this Region, by name.

use crate::background::size;
use crate::errors;
use crate::group::row::{self, GROUPS, Group};
use crate::limits::LIST;
use crate::metric::row::count;
use crate::page::page;
use crate::place;
use crate::shapes::{DescribeLogGroupsRequest, DescribeLogGroupsResponse, LogGroup};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: DescribeLogGroupsRequest,
) -> Result<DescribeLogGroupsResponse, AwsError> {
    if input.include_linked_accounts.unwrap_or_default() {
        return Err(AwsError::not_implemented("log groups of linked accounts"));
    }
    let prefix = input.log_group_name_prefix.unwrap_or_default();
    let pattern = input.log_group_name_pattern.unwrap_or_default();
    if !prefix.is_empty() && !pattern.is_empty() {
        return Err(errors::parameter(
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        ));
    }
    if let Some(identifiers) = &input.log_group_identifiers {
        let groups = named(cx, identifiers)?;
        return answer(cx, groups, None);
    }
    let pattern = pattern.to_lowercase();
    let class = input.log_group_class;
    let page = page(input.limit, input.next_token.as_deref(), LIST)?;
    let scope = cx.scope();
    let (groups, next) = page.fill(
        |after, most| {
            let mut span = match prefix.is_empty() {
                true => Span::all(),
                false => Span::starts_with(&(), &prefix),
            };
            if let Some(after) = after {
                span = span.after(after);
            }
            Ok(GROUPS.scan(cx.tx, scope, span, most, false)?)
        },
        |group| {
            group.name.to_lowercase().contains(&pattern)
                && class.as_ref().is_none_or(|class| *class == group.class)
        },
    )?;
    answer(cx, groups, next)
}

/// Those that are named; one that is not there is left out.
fn named(cx: &mut Cx, identifiers: &[String]) -> Result<Vec<Group>, AwsError> {
    let mut groups = Vec::new();
    for identifier in identifiers {
        let name = place::group_name(cx, identifier)?.to_owned();
        groups.extend(row::find(cx, &name)?);
    }
    Ok(groups)
}

fn answer(
    cx: &mut Cx,
    groups: Vec<Group>,
    next_token: Option<String>,
) -> Result<DescribeLogGroupsResponse, AwsError> {
    let mut shown = Vec::with_capacity(groups.len());
    for group in groups {
        shown.push(show(cx, group)?);
    }
    Ok(DescribeLogGroupsResponse {
        log_groups: Some(shown),
        next_token,
    })
}

fn show(cx: &mut Cx, group: Group) -> Result<LogGroup, AwsError> {
    let arn = place::group_arn(cx, &group.name);
    Ok(LogGroup {
        creation_time: Some(group.created),
        retention_in_days: group.retention_days,
        metric_filter_count: Some(count(cx, group.id)? as i64),
        arn: Some(format!("{arn}:*")),
        stored_bytes: Some(size(cx, group.id)?),
        log_group_class: Some(group.class),
        log_group_arn: Some(arn),
        deletion_protection_enabled: Some(group.protected),
        log_group_name: Some(group.name),
        ..LogGroup::default()
    })
}
