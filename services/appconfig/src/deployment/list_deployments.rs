//! ListDeployments: the newest first.

use super::row::{self, Deployment};
use crate::{environment, limits, shapes};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::ListDeploymentsRequest,
) -> Result<shapes::Deployments, AwsError> {
    let page = limits::page(input.max_results, input.next_token.as_deref())?;
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
