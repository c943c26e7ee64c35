//! Idempotency tokens: the same call within five minutes gets the same answer, and does nothing.

use crate::errors;
use crate::limits::TOKEN_MINUTES;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::{Stored, Table};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

pub const FORGET: &str = "forget-token";

/// By operation and token.
static TOKENS: Table<(String, String), Token> = Table::new("acm_pca_token");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Token {
    /// Of the call that brought it.
    digest: Vec<u8>,
    answer: String,
}

impl Stored for Token {
    const VERSION: u32 = 1;
}

/// Of all that a call asks for.
pub fn digest(asked: &impl std::fmt::Debug) -> Vec<u8> {
    Sha256::digest(format!("{asked:?}")).to_vec()
}

/// What the call answered when it came before.
pub fn known(cx: &mut Cx, token: Option<&str>, digest: &[u8]) -> Result<Option<String>, AwsError> {
    let Some(token) = token else {
        return Ok(None);
    };
    let operation = cx.call.operation;
    match TOKENS.get(cx.tx, cx.scope(), &(operation, token))? {
        Some(known) if known.digest == digest => Ok(Some(known.answer)),
        Some(_) => Err(errors::arguments(
            "The idempotency token was used by a request with other parameters.",
        )),
        None => Ok(None),
    }
}

pub fn remember(
    cx: &mut Cx,
    token: Option<&str>,
    digest: Vec<u8>,
    answer: &str,
) -> Result<(), AwsError> {
    let Some(token) = token else {
        return Ok(());
    };
    let operation = cx.call.operation;
    let known = Token {
        digest,
        answer: answer.to_owned(),
    };
    TOKENS.put(cx.tx, cx.scope(), &(operation, token), &known)?;
    let at = cx.now() + SignedDuration::from_mins(TOKEN_MINUTES);
    let id = cx.arn("acm-pca", &format!("token/{operation}/{token}"));
    let payload = json!({"operation": operation, "token": token});
    cx.timer(at, &id, &format!("acm-pca/{FORGET}"), payload)
}

pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let said = |name: &str| timer.payload[name].as_str().unwrap_or_default();
    TOKENS.delete(cx.tx, cx.scope(), &(said("operation"), said("token")))?;
    Ok(())
}
