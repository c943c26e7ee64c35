//! DescribeBackup.

use crate::backup::{row, show};
use crate::shapes::{DescribeBackupInput, DescribeBackupOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribeBackupInput) -> Result<DescribeBackupOutput, AwsError> {
    let (_, backup) = row::at(cx, &input.backup_arn, false)?;
    Ok(DescribeBackupOutput {
        backup_description: Some(show::description(cx, &backup)),
    })
}
