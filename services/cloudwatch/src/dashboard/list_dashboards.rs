//! ListDashboards.

use super::{DASHBOARDS, Dashboard, arn};
use crate::shapes::{DashboardEntry, ListDashboardsInput, ListDashboardsOutput};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::{Scope, Span};

pub fn run(cx: &mut Cx, input: ListDashboardsInput) -> Result<ListDashboardsOutput, AwsError> {
    let page = Page::of(None, input.next_token.as_deref(), limits::DASHBOARDS);
    let page = page.ok_or_else(errors::listing_token)?;
    let prefix = input.dashboard_name_prefix.unwrap_or_default();
    let scope = Scope::new(&cx.call.partition, &cx.call.account, "");
    let tx = &mut *cx.tx;
    let read = |after: Option<&str>, most: usize| {
        let span = Span::starts_with(&(), &prefix);
        let span = match after {
            Some(after) => span.after(after),
            None => span,
        };
        let rows = DASHBOARDS.scan(tx, scope, span, most, false)?;
        Ok(rows
            .into_iter()
            .map(|(name, row)| (name.clone(), (name, row)))
            .collect())
    };
    let (rows, next_token) = page.fill(read, |_: &(String, Dashboard)| true)?;
    let shown = rows.into_iter().map(|(name, row)| DashboardEntry {
        dashboard_arn: Some(arn(cx, &name)),
        dashboard_name: Some(name),
        last_modified: Some(row.modified),
        size: Some(row.body.len() as i64),
    });
    Ok(ListDashboardsOutput {
        dashboard_entries: Some(shown.collect()),
        next_token,
    })
}
