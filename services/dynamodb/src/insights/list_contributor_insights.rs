//! ListContributorInsights: none were ever switched on.

use crate::shapes::{ListContributorInsightsInput, ListContributorInsightsOutput};
use crate::table::row;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ListContributorInsightsInput,
) -> Result<ListContributorInsightsOutput, AwsError> {
    if let Some(name) = &input.table_name {
        row::at(cx, name)?;
    }
    Ok(ListContributorInsightsOutput {
        contributor_insights_summaries: Some(Vec::new()),
        next_token: None,
    })
}
