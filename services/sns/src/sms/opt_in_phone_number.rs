//! OptInPhoneNumber: a number wants text messages again; one that always did is no error.

use crate::shapes::{OptInPhoneNumberInput, OptInPhoneNumberResponse};
use crate::sms::row::OPTED_OUT;
use crate::subscription::endpoint::number;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: OptInPhoneNumberInput,
) -> Result<OptInPhoneNumberResponse, AwsError> {
    let asked = number(&input.phone_number)?;
    OPTED_OUT.delete(cx.tx, cx.scope(), &asked)?;
    Ok(OptInPhoneNumberResponse::default())
}
