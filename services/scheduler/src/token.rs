//! Client tokens: the same call sent again gets the same answer, and does nothing.

use crate::errors;
use crate::limits::TOKEN_HOURS;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::{Stored, Table};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

pub const FORGET: &str = "forget-token";

/// By operation and token.
static TOKENS: Table<(String, String), Token> = Table::new("scheduler_token");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Token {
    /// Of the call that brought it.
    digest: Vec<u8>,
    answer: String,
}

impl Stored for Token {
    const VERSION: u32 = 1;
}

/// Does what is asked for, unless the token says that it was done.
pub fn once(
    cx: &mut Cx,
    token: Option<&str>,
    asked: &impl std::fmt::Debug,
    work: impl FnOnce(&mut Cx) -> Result<String, AwsError>,
) -> Result<String, AwsError> {
    let Some(token) = token else {
        return work(cx);
    };
    let digest = Sha256::digest(format!("{asked:?}")).to_vec();
    let operation = cx.call.operation;
    if let Some(known) = TOKENS.get(cx.tx, cx.scope(), &(operation, token))? {
        return match known.digest == digest {
            true => Ok(known.answer),
            false => Err(errors::conflict(
                "The client token was used by a request with other parameters.",
            )),
        };
    }
    let answer = work(cx)?;
    let known = Token {
        digest,
        answer: answer.clone(),
    };
    TOKENS.put(cx.tx, cx.scope(), &(operation, token), &known)?;
    let at = cx.now() + SignedDuration::from_hours(TOKEN_HOURS);
    let id = cx.arn("scheduler", &format!("token/{operation}/{token}"));
    let payload = json!({"operation": operation, "token": token});
    cx.timer(at, &id, &format!("scheduler/{FORGET}"), payload)?;
    Ok(answer)
}

pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let said = |name: &str| timer.payload[name].as_str().unwrap_or_default();
    TOKENS.delete(cx.tx, cx.scope(), &(said("operation"), said("token")))?;
    Ok(())
}
