//! DescribeTable.

use crate::shapes::{DescribeTableInput, DescribeTableOutput};
use crate::table::{row, show};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeTableInput) -> Result<DescribeTableOutput, AwsError> {
    let found = row::at(cx, &input.table_name)?;
    Ok(DescribeTableOutput {
        table: Some(show::table(cx, &found)?),
    })
}
