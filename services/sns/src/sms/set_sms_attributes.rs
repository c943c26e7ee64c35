//! SetSMSAttributes.

use crate::errors;
use crate::shapes::{SetSMSAttributesInput, SetSMSAttributesResponse};
use crate::sms::row;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: SetSMSAttributesInput) -> Result<SetSMSAttributesResponse, AwsError> {
    let account = cx.account();
    let mut settings = row::settings(cx, account)?;
    for (name, value) in input.attributes {
        check(&name, &value)?;
        settings.attributes.retain(|(known, _)| *known != name);
        settings.attributes.push((name, value));
    }
    row::put(cx, &settings)?;
    Ok(SetSMSAttributesResponse::default())
}

fn check(name: &str, value: &str) -> Result<(), AwsError> {
    let sender = || {
        (1..=11).contains(&value.len())
            && value.bytes().all(|b| b.is_ascii_alphanumeric())
            && value.bytes().any(|b| b.is_ascii_alphabetic())
    };
    let sound = match name {
        "MonthlySpendLimit" => value.parse::<u32>().is_ok(),
        "DefaultSenderID" => value.is_empty() || sender(),
        "DefaultSMSType" => ["Promotional", "Transactional"].contains(&value),
        "DeliveryStatusSuccessSamplingRate" => value.parse::<u8>().is_ok_and(|rate| rate <= 100),
        "DeliveryStatusIAMRole" | "UsageReportS3Bucket" if !value.is_empty() => {
            return Err(AwsError::not_implemented(format_args!(
                "the SMS attribute {name}"
            )));
        }
        "DeliveryStatusIAMRole" | "UsageReportS3Bucket" => true,
        _ => {
            return Err(errors::invalid(format_args!(
                "{name} is not a valid attribute"
            )));
        }
    };
    match sound {
        true => Ok(()),
        false => Err(errors::invalid(name)),
    }
}
