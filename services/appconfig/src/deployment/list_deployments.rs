//! ListDeployments: the newest first.

use super::row::{self, Deployment};
use crate::{environment, errors, limits, shapes};
use haneul_pipeline::{AwsError, Cx, Page};

pub fn run(
    cx: &mut Cx,
    input: shapes::ListDeploymentsRequest,
) -> Result<shapes::Deployments, AwsError> {
    let token = input.next_token.as_deref();
    let page = Page::of(input.max_results, token, limits::LISTED).ok_or_else(errors::next_token)?;
    let home = environment::open(cx, &input.application_id, &input.environment_id)?;
    let read = |after: Option<&str>, most: usize| {
        let after = after.and_then(|after| after.parse().ok());
        let rows = row::below(cx, (&home.application, &home.id), after, most)?;
        let named = rows.into_iter();
        Ok(named.map(|row| (row.number.to_string(), row)).collect())
    };
    let (rows, next_token) = page.fill(read, |_| true)?;
    Ok(shapes::Deployments {
        items: Some(rows.into_iter().map(Deployment::summary).collect()),
        next_token,
    })
}
