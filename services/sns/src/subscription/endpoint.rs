//! Which endpoints there are, by protocol, and what they must look like.

use crate::arn::is_account;
use crate::errors;
use crate::platform::row as platform;
use crate::topic::Found;
use haneul_pipeline::{AwsError, Cx};

const LONGEST: usize = 2_048;

/// Checks an endpoint and writes it as it is kept.
pub fn check(
    cx: &mut Cx,
    found: &Found,
    protocol: &str,
    endpoint: &str,
) -> Result<String, AwsError> {
    if protocol.is_empty() {
        return Err(errors::missing("Protocol"));
    }
    known(cx, protocol)?;
    if found.topic.is_fifo() && protocol != "sqs" {
        return Err(errors::invalid(format_args!(
            "Invalid protocol type: {protocol}"
        )));
    }
    if endpoint.len() > LONGEST {
        return Err(errors::invalid("Endpoint"));
    }
    if endpoint.is_empty() {
        return Err(errors::invalid(
            "Endpoint must match the specified protocol",
        ));
    }
    match protocol {
        "sqs" => queue(found, endpoint)?,
        "http" | "https" => url(protocol, endpoint)?,
        "email" | "email-json" => mail(endpoint)?,
        "sms" => return number(endpoint),
        "firehose" => delivery_stream(endpoint)?,
        "lambda" => function(endpoint)?,
        _ => application(cx, endpoint)?,
    }
    Ok(endpoint.to_owned())
}

/// Functions are told when they are there.
fn known(cx: &Cx, protocol: &str) -> Result<(), AwsError> {
    match protocol {
        "sqs" | "http" | "https" | "email" | "email-json" | "sms" | "application" => Ok(()),
        "lambda" if cx.cloud.has("lambda", "Invoke") => Ok(()),
        "lambda" => Err(AwsError::not_implemented(
            "SNS subscriptions of Lambda functions",
        )),
        "firehose" if cx.cloud.has("firehose", "PutRecord") => Ok(()),
        "firehose" => Err(AwsError::not_implemented(
            "SNS subscriptions of Firehose delivery streams",
        )),
        other => Err(errors::invalid(format_args!(
            "Amazon SNS does not support this protocol string: {other}"
        ))),
    }
}

/// The account, Region and name of a queue.
pub fn queue_of(arn: &str) -> Option<(&str, &str, &str)> {
    let parts: Vec<&str> = arn.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "sqs", region, account, name]
            if is_account(account) && !region.is_empty() && !name.is_empty() =>
        {
            Some((account, region, name))
        }
        _ => None,
    }
}

/// The account, Region and name of a delivery stream.
pub fn delivery_stream_of(arn: &str) -> Option<(&str, &str, &str)> {
    let parts: Vec<&str> = arn.split(':').collect();
    match parts.as_slice() {
        ["arn", _, "firehose", region, account, resource]
            if is_account(account) && !region.is_empty() =>
        {
            let name = resource.strip_prefix("deliverystream/")?;
            (!name.is_empty()).then_some((*account, *region, name))
        }
        _ => None,
    }
}

/// The account and the Region of a function, or of one of its versions or aliases.
pub fn function_of(arn: &str) -> Option<(&str, &str)> {
    let parts: Vec<&str> = arn.split(':').collect();
    match parts.as_slice() {
        [
            "arn",
            _,
            "lambda",
            region,
            account,
            "function",
            name,
            rest @ ..,
        ] if is_account(account) && !region.is_empty() && !name.is_empty() && rest.len() < 2 => {
            Some((*account, *region))
        }
        _ => None,
    }
}

fn function(endpoint: &str) -> Result<(), AwsError> {
    match function_of(endpoint) {
        Some(_) => Ok(()),
        None => Err(errors::invalid("Lambda endpoint ARN")),
    }
}

fn delivery_stream(endpoint: &str) -> Result<(), AwsError> {
    match delivery_stream_of(endpoint) {
        Some(_) => Ok(()),
        None => Err(errors::invalid("Firehose endpoint ARN")),
    }
}

fn queue(found: &Found, endpoint: &str) -> Result<(), AwsError> {
    let Some((_, _, name)) = queue_of(endpoint) else {
        return Err(errors::invalid("SQS endpoint ARN"));
    };
    if name.ends_with(".fifo") && !found.topic.is_fifo() {
        return Err(errors::invalid(
            "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to \
             standard SNS topics",
        ));
    }
    Ok(())
}

fn url(protocol: &str, endpoint: &str) -> Result<(), AwsError> {
    let lower = endpoint.to_ascii_lowercase();
    let rest = lower.strip_prefix(&format!("{protocol}://"));
    let rest = rest.ok_or_else(|| errors::invalid("Endpoint must match the specified protocol"))?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    match host.is_empty() || endpoint.contains(char::is_whitespace) {
        true => Err(errors::invalid("Unparseable endpoint URL")),
        false => Ok(()),
    }
}

fn mail(endpoint: &str) -> Result<(), AwsError> {
    let sound = endpoint.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !domain.contains('@')
    });
    match sound && !endpoint.contains(char::is_whitespace) && endpoint.len() <= 320 {
        true => Ok(()),
        false => Err(errors::invalid("Email address")),
    }
}

/// A telephone number as E.164 has it, kept without what people write between the digits.
pub fn number(endpoint: &str) -> Result<String, AwsError> {
    let plain: String = endpoint
        .chars()
        .filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')' | '/'))
        .collect();
    let digits = plain.strip_prefix('+').unwrap_or(&plain);
    let sound = (4..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    match sound {
        true => Ok(format!("+{digits}")),
        false => Err(errors::invalid(format_args!(
            "Invalid SMS endpoint: {endpoint}"
        ))),
    }
}

fn application(cx: &mut Cx, endpoint: &str) -> Result<(), AwsError> {
    let unknown = || errors::invalid("Endpoint Reason: Endpoint does not exist for endpoint");
    match platform::endpoint(cx, endpoint)? {
        Some(_) => Ok(()),
        None => Err(unknown()),
    }
}
