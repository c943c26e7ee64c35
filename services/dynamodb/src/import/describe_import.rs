//! DescribeImport.

use crate::import::{row, show};
use crate::shapes::{DescribeImportInput, DescribeImportOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeImportInput) -> Result<DescribeImportOutput, AwsError> {
    let import = row::at(cx, &input.import_arn)?;
    Ok(DescribeImportOutput {
        import_table_description: Some(show::description(cx, &import)),
    })
}
