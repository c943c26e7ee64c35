//! DescribeLimits: how much capacity an account may have in this Region.

use crate::limits::{ACCOUNT_UNITS, TABLE_UNITS};
use crate::shapes::{DescribeLimitsInput, DescribeLimitsOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(_: &mut Cx, _: DescribeLimitsInput) -> Result<DescribeLimitsOutput, AwsError> {
    Ok(DescribeLimitsOutput {
        account_max_read_capacity_units: Some(ACCOUNT_UNITS),
        account_max_write_capacity_units: Some(ACCOUNT_UNITS),
        table_max_read_capacity_units: Some(TABLE_UNITS),
        table_max_write_capacity_units: Some(TABLE_UNITS),
    })
}
