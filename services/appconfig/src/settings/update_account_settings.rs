//! UpdateAccountSettings.

use super::row;
use crate::shapes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: shapes::UpdateAccountSettingsRequest,
) -> Result<shapes::AccountSettings, AwsError> {
    if input.vended_metrics.and_then(|metrics| metrics.enabled) == Some(true) {
        return Err(AwsError::not_implemented("vended metrics of AppConfig"));
    }
    let mut settings = row::open(cx)?;
    if let Some(given) = input.deletion_protection {
        settings.protected = given.enabled.unwrap_or(settings.protected);
        let minutes = given.protection_period_in_minutes;
        settings.minutes = minutes.unwrap_or(settings.minutes);
    }
    row::save(cx, &settings)?;
    Ok(settings.shown())
}
