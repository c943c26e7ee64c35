//! GetSMSAttributes: all that were set, or those asked for.

use crate::shapes::{GetSMSAttributesInput, GetSMSAttributesResponse};
use crate::sms::row;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: GetSMSAttributesInput,
) -> Result<GetSMSAttributesResponse, AwsError> {
    let account = cx.account();
    let mut attributes = row::settings(cx, account)?.attributes;
    if let Some(wanted) = input.attributes.filter(|wanted| !wanted.is_empty()) {
        attributes.retain(|(name, _)| wanted.contains(name));
    }
    Ok(GetSMSAttributesResponse {
        attributes: Some(attributes),
    })
}
