//! From what a call names to what it runs.

use super::lineage;
use crate::function::row as functions;
use crate::names::Named;
use crate::run::{self, Permit, Pool, Target};
use crate::{alias, errors, measure, usage};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cloud, Cx, Edge};
use serde_json::Value as Json;

/// Of payloads, in bytes.
pub const SYNCHRONOUS: usize = 6_291_456;
pub const ASYNCHRONOUS: usize = 1_048_576;

/// The version that a name leads to, for one call: of an alias of two it is one of them.
pub fn target(cx: &mut Cx, named: &Named) -> Result<Target, AwsError> {
    let function = functions::open(cx, named)?;
    let alias = alias::find(cx, named)?;
    let number = alias.map(|alias| alias::weighted(cx, &alias));
    let (function, version) = match number {
        Some(number) => {
            let version = functions::numbered(cx, named, &function, number)?
                .ok_or_else(|| errors::no_function(&named.arn(cx)))?;
            (function, version)
        }
        None => {
            let found = functions::version_of(cx, named, function)?;
            (found.function, found.version)
        }
    };
    if version.is_pending(cx.now().as_microsecond()) {
        return Err(errors::conflict(
            "The operation cannot be performed at this time. The function is currently in the \
             following state: Pending",
        ));
    }
    Ok(Target {
        partition: cx.partition().to_owned(),
        account: named.account.clone(),
        region: cx.region().to_owned(),
        arn: named.arn(cx),
        function,
        version,
    })
}

/// Whether there is room for one more run.
pub fn enter(
    cx: &mut Cx,
    cloud: &Cloud,
    target: &Target,
    trace: Option<&str>,
) -> Result<Permit, AwsError> {
    lineage::check(cloud, target, trace)?;
    let reserved = usage::of_account(cx, &target.account)?.reserved;
    let entered = run::enter(&cloud.locals.get::<Pool>(), target, reserved);
    match &entered {
        Ok(permit) => measure::begun(cloud, target, permit.runs),
        Err(_) => measure::throttled(cloud, target),
    }
    entered
}

/// JSON, and not too much of it. Nothing is an empty document.
pub fn payload(said: Option<Bytes>, most: usize) -> Result<Bytes, AwsError> {
    let said = said.unwrap_or_default();
    if said.len() > most {
        return Err(AwsError::new(
            "RequestTooLargeException",
            format!(
                "{} byte payload is too large for the RequestResponse invocation type (limit {most} \
                 bytes)",
                said.len()
            ),
        )
        .status(413)
        .field("Type", "User".to_owned()));
    }
    if said.is_empty() {
        return Ok(Bytes::from_static(b"{}"));
    }
    match serde_json::from_slice::<serde::de::IgnoredAny>(&said) {
        Ok(_) => Ok(said),
        Err(error) => Err(AwsError::new(
            "InvalidRequestContentException",
            format!(
                "Could not parse request body into json: Could not parse payload into json: {error}"
            ),
        )
        .status(400)
        .field("Type", "User".to_owned())),
    }
}

/// What a call by this name runs now.
pub fn begin(
    edge: &Edge,
    said: &str,
    qualifier: Option<&str>,
) -> Result<(Target, Permit), AwsError> {
    edge.read(|cx| {
        let named = Named::read(cx, said, qualifier)?;
        let target = target(cx, &named)?;
        let permit = enter(cx, &edge.cloud, &target, edge.call.trace())?;
        Ok((target, permit))
    })
}

/// X-Ray's header of the request.
pub fn trace(edge: &Edge) -> Option<String> {
    edge.call.trace().map(str::to_owned)
}

/// A context comes in base64, and goes to the function as it is.
pub fn context(said: Option<String>) -> Option<String> {
    use base64::prelude::{BASE64_STANDARD, Engine};
    let said = said?;
    let bytes = BASE64_STANDARD.decode(&said).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    serde_json::from_str::<Json>(&text).ok()?;
    Some(text)
}
