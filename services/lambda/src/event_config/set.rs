//! Operations: PutFunctionEventInvokeConfig, UpdateFunctionEventInvokeConfig
//!
//! Put forgets what was said before; update changes what is said.

use super::row::{self, EventConfig};
use crate::shapes::{
    FunctionEventInvokeConfig, PutFunctionEventInvokeConfigRequest,
    UpdateFunctionEventInvokeConfigRequest,
};
use haneul_pipeline::{AwsError, Cx};

pub fn put_function_event_invoke_config(
    cx: &mut Cx,
    input: PutFunctionEventInvokeConfigRequest,
) -> Result<FunctionEventInvokeConfig, AwsError> {
    let named = row::target(cx, &input.function_name, input.qualifier.as_deref())?;
    let mut config = EventConfig {
        retries: input.maximum_retry_attempts,
        age: input.maximum_event_age_in_seconds,
        ..EventConfig::default()
    };
    if let Some(said) = input.destination_config {
        row::destinations(cx, &named, &mut config, said)?;
    }
    row::save(cx, &named, &mut config)?;
    Ok(row::shown(cx, &named, &config))
}

pub fn update_function_event_invoke_config(
    cx: &mut Cx,
    input: UpdateFunctionEventInvokeConfigRequest,
) -> Result<FunctionEventInvokeConfig, AwsError> {
    let named = row::target(cx, &input.function_name, input.qualifier.as_deref())?;
    let mut config = row::open(cx, &named)?;
    config.retries = input.maximum_retry_attempts.or(config.retries);
    config.age = input.maximum_event_age_in_seconds.or(config.age);
    if let Some(said) = input.destination_config {
        row::destinations(cx, &named, &mut config, said)?;
    }
    row::save(cx, &named, &mut config)?;
    Ok(row::shown(cx, &named, &config))
}
