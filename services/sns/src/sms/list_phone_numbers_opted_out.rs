//! ListPhoneNumbersOptedOut.

use crate::limits::PAGE;
use crate::page;
use crate::shapes::{ListPhoneNumbersOptedOutInput, ListPhoneNumbersOptedOutResponse};
use crate::sms::row::OPTED_OUT;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListPhoneNumbersOptedOutInput,
) -> Result<ListPhoneNumbersOptedOutResponse, AwsError> {
    let mut span = Span::all();
    if let Some(after) = page::after(input.next_token.as_deref())? {
        span = span.after(&after);
    }
    let mut rows = OPTED_OUT.scan(cx.tx, cx.scope(), span, PAGE + 1, false)?;
    let next_token = page::close(&mut rows, PAGE, |(number, _)| number.clone());
    Ok(ListPhoneNumbersOptedOutResponse {
        phone_numbers: Some(rows.into_iter().map(|(number, _)| number).collect()),
        next_token,
    })
}
