//! DescribeSubscriptionFilters: those of a group, by name.

use crate::group::row as groups;
use crate::limits::LIST;
use crate::page::page;
use crate::shapes::{
    DescribeSubscriptionFiltersRequest, DescribeSubscriptionFiltersResponse, SubscriptionFilter,
};
use crate::subscription::row;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeSubscriptionFiltersRequest,
) -> Result<DescribeSubscriptionFiltersResponse, AwsError> {
    let group = groups::at(cx, &input.log_group_name)?;
    let page = page(input.limit, input.next_token.as_deref(), LIST)?;
    let prefix = input.filter_name_prefix.unwrap_or_default();
    let mut rows = row::all(cx, group.id)?;
    rows.retain(|row| row.name.starts_with(&prefix) && page.has(&row.name));
    let next_token = page.close(&mut rows, |row| &row.name);
    let shown = rows.into_iter().map(|row| SubscriptionFilter {
        filter_name: Some(row.name),
        log_group_name: Some(group.name.clone()),
        filter_pattern: Some(row.pattern),
        destination_arn: Some(row.destination),
        role_arn: row.role,
        distribution: Some(
            if row.by_stream {
                "ByLogStream"
            } else {
                "Random"
            }
            .to_owned(),
        ),
        creation_time: Some(row.created),
        ..SubscriptionFilter::default()
    });
    Ok(DescribeSubscriptionFiltersResponse {
        subscription_filters: Some(shown.collect()),
        next_token,
    })
}
