//! Operations: DescribeAccountSettings, UpdateAccountSettings
//!
//! Whether the account commits itself to a minimum of throughput. There are no bills.

use crate::shapes::{
    DescribeAccountSettingsInput, DescribeAccountSettingsOutput,
    MinimumThroughputBillingCommitmentOutput, UpdateAccountSettingsInput,
    UpdateAccountSettingsOutput,
};
use haneul_pipeline::{AwsError, Cx};

const DISABLED: &str = "DISABLED";

pub fn describe_account_settings(
    _: &mut Cx,
    _: DescribeAccountSettingsInput,
) -> Result<DescribeAccountSettingsOutput, AwsError> {
    Ok(DescribeAccountSettingsOutput {
        minimum_throughput_billing_commitment: Some(disabled()),
    })
}

pub fn update_account_settings(
    _: &mut Cx,
    input: UpdateAccountSettingsInput,
) -> Result<UpdateAccountSettingsOutput, AwsError> {
    match input.minimum_throughput_billing_commitment.status.as_str() {
        DISABLED => Ok(UpdateAccountSettingsOutput {
            minimum_throughput_billing_commitment: Some(disabled()),
        }),
        _ => Err(AwsError::not_implemented(
            "the minimum throughput billing commitment",
        )),
    }
}

fn disabled() -> MinimumThroughputBillingCommitmentOutput {
    MinimumThroughputBillingCommitmentOutput {
        status: Some(DISABLED.to_owned()),
        ..MinimumThroughputBillingCommitmentOutput::default()
    }
}
