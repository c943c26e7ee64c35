//! CreateSMSSandboxPhoneNumber: sends the number a code to answer with.

use crate::errors;
use crate::shapes::{CreateSMSSandboxPhoneNumberInput, CreateSMSSandboxPhoneNumberResult};
use crate::sms::row::{NUMBERS, Number};
use crate::subscription::endpoint::number;
use haneul_pipeline::{AwsError, Captured, Cx, capture};
use haneul_runtime::ids;
use haneul_store::Span;
use jiff::SignedDuration;

/// Numbers of one sandbox.
const MOST: usize = 10;

pub fn run(
    cx: &mut Cx,
    input: CreateSMSSandboxPhoneNumberInput,
) -> Result<CreateSMSSandboxPhoneNumberResult, AwsError> {
    let to = number(&input.phone_number)?;
    let known = NUMBERS.get(cx.tx, cx.scope(), &to)?;
    let all = NUMBERS.scan(cx.tx, cx.scope(), Span::all(), MOST, false)?;
    if known.is_none() && all.len() == MOST {
        let message = "The maximum number of destination phone numbers was reached";
        return Err(AwsError::new("UserError", message).status(400));
    }
    if known.is_some_and(|known| known.verified) {
        return Err(errors::invalid(
            "PhoneNumber Reason: it is verified already",
        ));
    }
    let code = cx.random().text(b"0123456789", 6);
    let row = Number {
        verified: false,
        code: code.clone(),
        until: cx.now() + SignedDuration::from_hours(24),
    };
    NUMBERS.put(cx.tx, cx.scope(), &to, &row)?;
    let text = Captured {
        channel: "sms".to_owned(),
        to,
        from: "NOTICE".to_owned(),
        subject: String::new(),
        body: format!("Your AWS verification code is {code}"),
        at: cx.now(),
        details: vec![("code".to_owned(), code)],
        answers: None,
    };
    let id = ids::uuid(cx.random());
    capture(cx.tx, &id, &text)?;
    Ok(CreateSMSSandboxPhoneNumberResult::default())
}
