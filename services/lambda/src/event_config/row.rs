//! Configurations, as they are kept and shown.

use crate::errors;
use crate::function::row as functions;
use crate::names::{LATEST, Named};
use crate::shapes::{DestinationConfig, FunctionEventInvokeConfig, OnFailure, OnSuccess};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By function and qualifier.
pub static CONFIGS: Table<(String, String), EventConfig> = Table::new("lambda_event_config");

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct EventConfig {
    pub retries: Option<i64>,
    /// In seconds.
    pub age: Option<i64>,
    pub on_success: Option<String>,
    pub on_failure: Option<String>,
    pub modified: i64,
}

impl Stored for EventConfig {
    const VERSION: u32 = 1;
}

/// What the name leads to must be there.
pub fn target(cx: &mut Cx, said: &str, qualifier: Option<&str>) -> Result<Named, AwsError> {
    let named = Named::read(cx, said, qualifier)?;
    functions::version(cx, &named)?;
    Ok(Named {
        qualifier: named.qualifier.or(Some(LATEST.to_owned())),
        ..named
    })
}

pub fn place(named: &Named) -> (String, String) {
    let qualifier = named.qualifier.clone();
    (
        named.name.clone(),
        qualifier.unwrap_or_else(|| LATEST.to_owned()),
    )
}

pub fn find(cx: &mut Cx, named: &Named) -> Result<Option<EventConfig>, AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    Ok(CONFIGS.get(cx.tx, scope, &place(named))?)
}

/// Of a call by this name.
pub fn of_call(cx: &mut Cx, named: &Named) -> Result<EventConfig, AwsError> {
    Ok(find(cx, named)?.unwrap_or_default())
}

pub fn open(cx: &mut Cx, named: &Named) -> Result<EventConfig, AwsError> {
    find(cx, named)?.ok_or_else(|| {
        errors::not_found(format!(
            "The function {} doesn't have an EventInvokeConfig",
            named.arn(cx)
        ))
    })
}

pub fn save(cx: &mut Cx, named: &Named, config: &mut EventConfig) -> Result<(), AwsError> {
    config.modified = cx.now().as_microsecond();
    let scope = cx.scope_of(&named.account, cx.region());
    Ok(CONFIGS.put(cx.tx, scope, &place(named), config)?)
}

/// Who hears of an outcome, as a request says it.
pub fn destinations(
    cx: &Cx,
    named: &Named,
    config: &mut EventConfig,
    said: DestinationConfig,
) -> Result<(), AwsError> {
    let of = |arn: Option<String>| arn.filter(|arn| !arn.is_empty());
    config.on_success = of(said.on_success.and_then(|to| to.destination));
    config.on_failure = of(said.on_failure.and_then(|to| to.destination));
    for arn in config.on_success.iter().chain(&config.on_failure) {
        let kind = arn.split(':').nth(2).unwrap_or_default();
        if kind == "s3" {
            return Err(AwsError::not_implemented("buckets as destinations"));
        }
        if !["sqs", "sns", "lambda", "events"].contains(&kind) || arn.ends_with(".fifo") {
            return Err(errors::invalid(format!(
                "The destination ARN {arn} is invalid."
            )));
        }
        if *arn == named.arn(cx) || *arn == named.bare(cx) {
            return Err(errors::invalid(
                "You can't specify the function as a destination for itself.",
            ));
        }
    }
    Ok(())
}

pub fn shown(cx: &Cx, named: &Named, config: &EventConfig) -> FunctionEventInvokeConfig {
    let success = OnSuccess {
        destination: config.on_success.clone(),
    };
    let failure = OnFailure {
        destination: config.on_failure.clone(),
    };
    FunctionEventInvokeConfig {
        last_modified: Timestamp::from_microsecond(config.modified).ok(),
        function_arn: Some(named.arn(cx)),
        maximum_retry_attempts: config.retries,
        maximum_event_age_in_seconds: config.age,
        destination_config: Some(DestinationConfig {
            on_success: Some(success),
            on_failure: Some(failure),
        }),
    }
}

pub fn forget(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    for key in CONFIGS.keys(cx.tx, scope, Span::prefix(&named.name), usize::MAX, false)? {
        CONFIGS.delete(cx.tx, scope, &key)?;
    }
    Ok(())
}

pub fn forget_one(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let scope = cx.scope_of(&named.account, cx.region());
    CONFIGS.delete(cx.tx, scope, &place(named))?;
    Ok(())
}
