//! DescribeGlobalTable: of the version of 2017, of which no table is made here.

use crate::errors;
use crate::shapes::{DescribeGlobalTableInput, DescribeGlobalTableOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    _cx: &mut Cx,
    input: DescribeGlobalTableInput,
) -> Result<DescribeGlobalTableOutput, AwsError> {
    Err(errors::no_global_table(&input.global_table_name))
}
