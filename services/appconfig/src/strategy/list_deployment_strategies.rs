//! ListDeploymentStrategies: the predefined ones, and the account's own.

use super::predefined;
use super::row::{STRATEGIES, Strategy};
use crate::{limits, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: shapes::ListDeploymentStrategiesRequest,
) -> Result<shapes::DeploymentStrategies, AwsError> {
    let page = limits::page(input.max_results, input.next_token.as_deref())?;
    let own = STRATEGIES.scan(cx.tx, cx.scope(), Span::all(), limits::STRATEGIES, false)?;
    let own = own.into_iter().map(|(_, strategy)| strategy);
    let mut rows: Vec<Strategy> = predefined::all().chain(own).collect();
    // As pages go on: by their ids.
    rows.sort_by(|one, other| one.id.cmp(&other.id));
    rows.retain(|strategy| page.has(&strategy.id));
    let next_token = page.close(&mut rows, |strategy| &strategy.id);
    Ok(shapes::DeploymentStrategies {
        items: Some(rows.into_iter().map(Strategy::shown).collect()),
        next_token,
    })
}
