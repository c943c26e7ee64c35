//! Idempotency tokens of requests: for an hour, the same request is the same certificate.

use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::{Stored, Table};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

pub const FORGET: &str = "forget-token";

static TOKENS: Table<String, Token> = Table::new("acm_token");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Token {
    asked: Vec<u8>,
    arn: String,
}

impl Stored for Token {
    const VERSION: u32 = 1;
}

pub fn digest(asked: &impl std::fmt::Debug) -> Vec<u8> {
    Sha256::digest(format!("{asked:?}")).to_vec()
}

/// The ARN that the same request got.
pub fn known(cx: &mut Cx, token: &str, asked: &[u8]) -> Result<Option<String>, AwsError> {
    match TOKENS.get(cx.tx, cx.scope(), token)? {
        Some(known) if known.asked != asked => Err(errors::parameter(
            "The idempotency token was used by a request with other parameters.",
        )),
        known => Ok(known.map(|known| known.arn)),
    }
}

pub fn remember(cx: &mut Cx, token: &str, asked: &[u8], arn: &str) -> Result<(), AwsError> {
    let known = Token {
        asked: asked.to_vec(),
        arn: arn.to_owned(),
    };
    TOKENS.put(cx.tx, cx.scope(), token, &known)?;
    let at = cx.now() + SignedDuration::from_hours(limits::TOKEN_HOURS);
    let id = cx.arn("acm", &format!("token/{token}"));
    cx.timer(at, &id, &format!("acm/{FORGET}"), json!({"token": token}))
}

pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let token = timer.payload["token"].as_str().unwrap_or_default();
    TOKENS.delete(cx.tx, cx.scope(), token)?;
    Ok(())
}
