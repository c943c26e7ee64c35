//! SetSMSAttributes.

use crate::errors;
use crate::shapes::{SetSMSAttributesInput, SetSMSAttributesResponse};
use crate::sms::row;
use haneul_pipeline::{AwsError, Cx};

const KNOWN: &[&str] = &[
    "DefaultSMSType",
    "DefaultSenderID",
    "DeliveryStatusIAMRole",
    "DeliveryStatusSuccessSamplingRate",
    "MonthlySpendLimit",
    "UsageReportS3Bucket",
];

pub fn run(
    cx: &mut Cx,
    input: SetSMSAttributesInput,
) -> Result<SetSMSAttributesResponse, AwsError> {
    let account = cx.account();
    let mut settings = row::settings(cx, account)?;
    for (name, value) in input.attributes {
        check(&name, &value)?;
        settings.attributes.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            settings.attributes.push((name, value));
        }
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
        // Taken back.
        _ if value.is_empty() => KNOWN.contains(&name),
        "MonthlySpendLimit" => value.parse::<u32>().is_ok(),
        "DefaultSenderID" => sender(),
        "DefaultSMSType" => ["Promotional", "Transactional"].contains(&value),
        "DeliveryStatusSuccessSamplingRate" => value.parse::<u8>().is_ok_and(|rate| rate <= 100),
        "DeliveryStatusIAMRole" | "UsageReportS3Bucket" => {
            return Err(AwsError::not_implemented(format_args!(
                "the SMS attribute {name}"
            )));
        }
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
