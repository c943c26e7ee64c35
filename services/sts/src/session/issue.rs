//! Makes temporary credentials, and forgets them some time after they expired.

use crate::{limits, shapes};
use haneul_pipeline::credentials::{self, Credential, Holder, Status, TemporarySession};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_runtime::timer::Timer;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What new credentials stand for.
pub struct Grant {
    pub account: String,
    pub holder: Holder,
    pub seconds: i64,
    pub policies: Option<Vec<(String, String)>>,
    pub tags: Vec<(String, String)>,
    pub transitive_tags: Vec<String>,
    pub source_identity: Option<String>,
    /// When a second factor was shown.
    pub mfa_at: Option<Timestamp>,
    /// The caller wants a token at least this long.
    pub token_length: Option<i64>,
}

/// How large a token came out.
pub struct Size {
    pub bytes: i64,
    /// Of the largest that STS makes.
    pub percent: i64,
}

pub fn issue(cx: &mut Cx, grant: Grant) -> Result<(shapes::Credentials, Size), AwsError> {
    let now = second(cx.now());
    let expires = now + SignedDuration::from_secs(grant.seconds);
    let token = token(cx, grant.token_length);
    let size = size(&token);
    let credential = Credential {
        access_key: ids::access_key_id(cx.random(), "ASIA"),
        secret: ids::secret_access_key(cx.random()),
        partition: cx.partition().to_owned(),
        account: grant.account,
        status: Status::Active,
        holder: grant.holder,
        created: now,
        session: Some(TemporarySession {
            token: token.clone(),
            expires,
            policies: grant.policies,
            tags: grant.tags,
            transitive_tags: grant.transitive_tags,
            source_identity: grant.source_identity,
            mfa_at: grant.mfa_at,
        }),
    };
    credentials::issue(cx.tx, &credential)?;
    let key = credential.access_key;
    let at = expires + SignedDuration::from_secs(limits::REMEMBERED_SECONDS);
    cx.timer(at, &key, "sts/forget", json!({ "accessKey": key }))?;
    let shown = shapes::Credentials {
        access_key_id: Some(key),
        secret_access_key: Some(credential.secret),
        session_token: Some(token),
        expiration: Some(expires),
    };
    Ok((shown, size))
}

/// The timer's end of it.
pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let key = timer.payload["accessKey"].as_str().unwrap_or_default();
    Ok(credentials::forget_session(cx.tx, key)?)
}

/// STS tells time in whole seconds.
pub fn second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

fn token(cx: &Cx, at_least: Option<i64>) -> String {
    let wanted = usize::try_from(at_least.unwrap_or(0)).unwrap_or(0);
    let length = wanted.clamp(limits::TOKEN_LENGTH, limits::TOKEN_LENGTH_MAX);
    // What all tokens of STS begin with; groups of four, as base64 has them.
    let length = length.next_multiple_of(4);
    let head = "IQoJb3JpZ2luX2Vj";
    let tail = cx.random().text(BASE64, length - head.len());
    format!("{head}{tail}")
}

fn size(token: &str) -> Size {
    let percent = (token.len() * 100).div_ceil(limits::TOKEN_LENGTH_MAX);
    Size {
        bytes: token.len() as i64,
        percent: percent as i64,
    }
}
