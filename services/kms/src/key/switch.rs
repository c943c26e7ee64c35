//! Operations: EnableKey, DisableKey.

use super::{check_not_deleted, open_own, put};
use crate::errors;
use crate::shapes::{DisableKeyRequest, EnableKeyRequest};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn enable_key(cx: &mut Cx, input: EnableKeyRequest) -> Result<Reply, AwsError> {
    switch(cx, &input.key_id, true)
}

pub fn disable_key(cx: &mut Cx, input: DisableKeyRequest) -> Result<Reply, AwsError> {
    switch(cx, &input.key_id, false)
}

fn switch(cx: &mut Cx, key_id: &str, on: bool) -> Result<Reply, AwsError> {
    let mut found = open_own(cx, key_id)?;
    check_not_deleted(cx, &found)?;
    if found.key.awaits_import {
        return Err(errors::state(&found.arn(cx), "is pending import."));
    }
    if found.key.enabled != on {
        found.key.enabled = on;
        put(cx, &found, &found.key)?;
    }
    Ok(Reply::default())
}
