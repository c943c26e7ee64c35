//! ListPolicies: the account's own policies by name, then AWS's.

use super::managed::{self, Managed};
use super::row::{POLICIES, Policy};
use crate::page::Paging;
use crate::shapes::{self, ListPoliciesRequest, ListPoliciesResponse};
use crate::usage::{self, Tally, Usage};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;
use std::collections::HashMap;

/// Which policies are asked for.
struct Wanted<'a> {
    scope: &'a str,
    prefix: &'a str,
    usage: Option<Usage>,
    only_used: bool,
    tallies: HashMap<String, Tally>,
}

pub fn run(cx: &mut Cx, input: ListPoliciesRequest) -> Result<ListPoliciesResponse, AwsError> {
    let filter = input.policy_usage_filter.as_deref();
    let usage = Usage::filter(filter);
    let wanted = Wanted {
        scope: input.scope.as_deref().unwrap_or("All"),
        prefix: input.path_prefix.as_deref().unwrap_or("/"),
        usage,
        only_used: input.only_attached.unwrap_or(false) || usage.is_some(),
        tallies: usage::tallies(cx)?,
    };
    let used = wanted.only_used.to_string();
    let shape = [wanted.scope, wanted.prefix, filter.unwrap_or(""), &used];
    let paging = Paging::read(cx, input.marker.as_deref(), input.max_items, &shape)?;
    let mut found = own(cx, &wanted, &paging)?;
    if found.len() <= paging.limit() {
        let room = paging.limit() + 1 - found.len();
        found.extend(aws(cx, &wanted, &paging, room));
    }
    let page = paging.close(found);
    Ok(ListPoliciesResponse {
        policies: Some(page.items),
        is_truncated: Some(page.is_truncated),
        marker: page.marker,
    })
}

impl Wanted<'_> {
    fn shape(&self, cx: &Cx, policy: &Managed) -> Option<shapes::Policy> {
        let tally = self.tallies.get(&policy.arn(cx)).copied();
        let tally = tally.unwrap_or_default();
        let used = !self.only_used || tally.by(self.usage) > 0;
        (used && policy.path().starts_with(self.prefix)).then(|| policy.listed(cx, tally))
    }
}

/// Keys of a page begin with `0` for the account's own policies and with `1` for AWS's.
fn own(
    cx: &mut Cx,
    wanted: &Wanted,
    paging: &Paging,
) -> Result<Vec<(String, shapes::Policy)>, AwsError> {
    let mut span = Span::all();
    match paging.after() {
        Some(after) if after.starts_with('1') => return Ok(Vec::new()),
        Some(after) => span = span.after(after.strip_prefix('0').unwrap_or(after)),
        None => {}
    }
    if wanted.scope == "AWS" {
        return Ok(Vec::new());
    }
    let scope = cx.account_scope();
    let rows: Vec<(String, Policy)> = POLICIES.scan(cx.tx, scope, span, usize::MAX, false)?;
    let shapes = rows.into_iter().filter_map(|(key, policy)| {
        let shape = wanted.shape(cx, &Managed::Own(policy))?;
        Some((format!("0{key}"), shape))
    });
    Ok(shapes.take(paging.limit() + 1).collect())
}

fn aws(cx: &Cx, wanted: &Wanted, paging: &Paging, room: usize) -> Vec<(String, shapes::Policy)> {
    if wanted.scope == "Local" {
        return Vec::new();
    }
    let all = managed::all_aws();
    let after = paging.after().and_then(|after| after.strip_prefix('1'));
    let start = after.map_or(0, |after| {
        all.partition_point(|(key, _)| key.as_str() <= after)
    });
    let shapes = all[start..].iter().filter_map(|(key, policy)| {
        let shape = wanted.shape(cx, &Managed::Aws(policy))?;
        Some((format!("1{key}"), shape))
    });
    shapes.take(room).collect()
}
