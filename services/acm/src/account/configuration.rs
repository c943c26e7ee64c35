//! Operations: PutAccountConfiguration, GetAccountConfiguration.

use super::row::{self, Account};
use crate::shapes::{
    ExpiryEventsConfiguration, GetAccountConfigurationInput, GetAccountConfigurationResponse,
    PutAccountConfigurationOutput, PutAccountConfigurationRequest,
};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn put_account_configuration(
    cx: &mut Cx,
    input: PutAccountConfigurationRequest,
) -> Result<PutAccountConfigurationOutput, AwsError> {
    let days = input
        .expiry_events
        .and_then(|events| events.days_before_expiry);
    if let Some(days) = days {
        if days > limits::NOTICE_DAYS {
            return Err(errors::validation(format!(
                "DaysBeforeExpiry must be between 1 and {}.",
                limits::NOTICE_DAYS
            )));
        }
        row::save(cx, &Account { notice_days: days })?;
    }
    Ok(PutAccountConfigurationOutput::default())
}

pub fn get_account_configuration(
    cx: &mut Cx,
    _input: GetAccountConfigurationInput,
) -> Result<GetAccountConfigurationResponse, AwsError> {
    let days = row::notice_days(cx)?;
    Ok(GetAccountConfigurationResponse {
        expiry_events: Some(ExpiryEventsConfiguration {
            days_before_expiry: Some(days),
        }),
    })
}
