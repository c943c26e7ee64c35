//! DeleteSMSSandboxPhoneNumber.

use crate::errors;
use crate::shapes::{DeleteSMSSandboxPhoneNumberInput, DeleteSMSSandboxPhoneNumberResult};
use crate::sms::row::NUMBERS;
use crate::subscription::endpoint::number;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteSMSSandboxPhoneNumberInput,
) -> Result<DeleteSMSSandboxPhoneNumberResult, AwsError> {
    let to = number(&input.phone_number)?;
    match NUMBERS.delete(cx.tx, cx.scope(), &to)? {
        true => Ok(DeleteSMSSandboxPhoneNumberResult::default()),
        false => Err(errors::no_resource()),
    }
}
