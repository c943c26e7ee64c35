//! CheckIfPhoneNumberIsOptedOut.

use crate::shapes::{CheckIfPhoneNumberIsOptedOutInput, CheckIfPhoneNumberIsOptedOutResponse};
use crate::sms::row;
use crate::subscription::endpoint::number;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: CheckIfPhoneNumberIsOptedOutInput,
) -> Result<CheckIfPhoneNumberIsOptedOutResponse, AwsError> {
    let asked = number(&input.phone_number)?;
    let account = cx.account();
    Ok(CheckIfPhoneNumberIsOptedOutResponse {
        is_opted_out: Some(row::opted_out(cx, account, &asked)?),
    })
}
