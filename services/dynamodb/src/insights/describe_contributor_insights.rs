//! DescribeContributorInsights: they are off.

use crate::errors;
use crate::shapes::{DescribeContributorInsightsInput, DescribeContributorInsightsOutput};
use crate::table::row;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DescribeContributorInsightsInput,
) -> Result<DescribeContributorInsightsOutput, AwsError> {
    let found = row::at(cx, &input.table_name)?;
    if let Some(name) = &input.index_name {
        if found.table.index(name).is_none() {
            return Err(errors::missing(format!(
                "Requested resource not found: Table: {} Index: {name} not found",
                found.table.name
            )));
        }
    }
    Ok(DescribeContributorInsightsOutput {
        table_name: Some(found.table.name.clone()),
        index_name: input.index_name,
        contributor_insights_status: Some("DISABLED".to_owned()),
        ..DescribeContributorInsightsOutput::default()
    })
}
