//! DescribeExport.

use crate::export::{row, show};
use crate::shapes::{DescribeExportInput, DescribeExportOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeExportInput) -> Result<DescribeExportOutput, AwsError> {
    let export = row::at(cx, &input.export_arn)?;
    Ok(DescribeExportOutput {
        export_description: Some(show::description(cx, &export)),
    })
}
