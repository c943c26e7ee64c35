//! Which group a call means: by its name, or by its ARN with or without `:*` at the end.

use crate::errors;
use haneul_pipeline::{Arn, AwsError, Cx};

pub fn group_arn(cx: &Cx, name: &str) -> String {
    cx.arn("logs", &format!("log-group:{name}"))
}

pub fn stream_arn(cx: &Cx, group: &str, stream: &str) -> String {
    format!("{}:log-stream:{stream}", group_arn(cx, group))
}

/// The name in an identifier. Groups of other accounts and Regions are none that is here.
pub fn group_name<'a>(cx: &Cx, identifier: &'a str) -> Result<&'a str, AwsError> {
    if !identifier.starts_with("arn:") {
        return Ok(identifier);
    }
    let arn = Arn::read(identifier).ok_or_else(errors::no_group)?;
    let here = arn.partition == cx.partition()
        && arn.service == "logs"
        && arn.region == cx.region()
        && arn.account == cx.account();
    let name = arn.resource.strip_prefix("log-group:");
    let name = name.map(|name| name.strip_suffix(":*").unwrap_or(name));
    match name {
        Some(name) if here => Ok(name),
        _ => Err(errors::no_group()),
    }
}

/// By either of the two members that many operations have.
pub fn either<'a>(
    cx: &Cx,
    name: Option<&'a str>,
    identifier: Option<&'a str>,
) -> Result<&'a str, AwsError> {
    match (name, identifier) {
        (Some(_), Some(_)) => Err(errors::parameter(
            "Only one of logGroupName or logGroupIdentifier can be specified.",
        )),
        (Some(name), None) => Ok(name),
        (None, Some(identifier)) => group_name(cx, identifier),
        (None, None) => Err(errors::parameter(
            "Either logGroupName or logGroupIdentifier must be specified.",
        )),
    }
}
