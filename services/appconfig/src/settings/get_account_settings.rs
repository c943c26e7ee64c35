//! GetAccountSettings.

use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    _: shapes::GetAccountSettingsInput,
) -> Result<shapes::AccountSettings, AwsError> {
    Ok(row::open(cx)?.shown())
}
