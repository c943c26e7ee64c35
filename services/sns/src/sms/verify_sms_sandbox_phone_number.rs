//! VerifySMSSandboxPhoneNumber: by the code that the number was sent.

use crate::errors;
use crate::shapes::{VerifySMSSandboxPhoneNumberInput, VerifySMSSandboxPhoneNumberResult};
use crate::sms::row::{NUMBERS, Number};
use crate::subscription::endpoint::number;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: VerifySMSSandboxPhoneNumberInput,
) -> Result<VerifySMSSandboxPhoneNumberResult, AwsError> {
    let to = number(&input.phone_number)?;
    let Some(row) = NUMBERS.get(cx.tx, cx.scope(), &to)? else {
        return Err(errors::no_resource());
    };
    if row.code != input.one_time_password || cx.now() >= row.until {
        let error = AwsError::new(
            "VerificationException",
            "The one-time password is not valid",
        );
        return Err(error.status(400).field("Status", "Failed".to_owned()));
    }
    let verified = Number {
        verified: true,
        ..row
    };
    NUMBERS.put(cx.tx, cx.scope(), &to, &verified)?;
    Ok(VerifySMSSandboxPhoneNumberResult::default())
}
