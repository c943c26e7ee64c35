//! ListSMSSandboxPhoneNumbers.

use crate::limits::PAGE;
use crate::page;
use crate::shapes::{
    ListSMSSandboxPhoneNumbersInput, ListSMSSandboxPhoneNumbersResult, SMSSandboxPhoneNumber,
};
use crate::sms::row::NUMBERS;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListSMSSandboxPhoneNumbersInput,
) -> Result<ListSMSSandboxPhoneNumbersResult, AwsError> {
    let limit = input.max_results.map_or(PAGE, |most| most as usize);
    let mut span = Span::all();
    if let Some(after) = page::after(input.next_token.as_deref())? {
        span = span.after(&after);
    }
    let mut rows = NUMBERS.scan(cx.tx, cx.scope(), span, limit + 1, false)?;
    let next_token = page::close(&mut rows, limit, |(number, _)| number.clone());
    let shown = rows.into_iter().map(|(number, row)| SMSSandboxPhoneNumber {
        phone_number: Some(number),
        status: Some(if row.verified { "Verified" } else { "Pending" }.to_owned()),
    });
    Ok(ListSMSSandboxPhoneNumbersResult {
        phone_numbers: Some(shown.collect()),
        next_token,
    })
}
