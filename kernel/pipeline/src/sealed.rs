//! Sealed messages: why a call was refused, for those alone who may know. The refusal carries the
//! message, and STS opens it for whoever has the permission, in the account that was refused.

use crate::cloud::Cloud;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use haneul_policy::{Context, Decision, Effect, Question, Reason};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use serde_json::{Value as Json, json};

/// As much as STS takes back, in its written form.
const LONGEST: usize = 10_240;
const PURPOSE: &[u8] = b"haneul authorization message";

/// Seals a text for an account. `None` where it is too long to be taken back.
pub fn seal(cloud: &Cloud, account: &str, text: &str) -> Option<String> {
    let nonce: [u8; NONCE_LEN] = cloud.random.bytes();
    let mut sealed = text.as_bytes().to_vec();
    let aad = Aad::from(account.as_bytes());
    let key = key(cloud)?;
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed)
        .ok()?;
    let written = BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat());
    (written.len() <= LONGEST).then_some(written)
}

/// The text, if it was sealed here and for this account.
pub fn open(cloud: &Cloud, account: &str, written: &str) -> Option<String> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(written).ok()?;
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LEN>()?;
    let mut sealed = sealed.to_vec();
    let aad = Aad::from(account.as_bytes());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let text = key(cloud)?.open_in_place(nonce, aad, &mut sealed).ok()?;
    String::from_utf8(text.to_vec()).ok()
}

/// All nodes know the first root user's secret, and it outlasts a reset.
fn key(cloud: &Cloud) -> Option<LessSafeKey> {
    let secret = cloud.account().root_secret;
    let secret = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let key = hmac::sign(&secret, PURPOSE);
    let key = UnboundKey::new(&AES_256_GCM, key.as_ref()).ok()?;
    Some(LessSafeKey::new(key))
}

/// A refusal, sealed for the account that called.
pub(crate) fn refusal(
    cloud: &Cloud,
    account: &str,
    question: &Question,
    decision: &Decision,
) -> Option<String> {
    let whole = told(question, decision, conditions(question.context));
    seal(cloud, account, &whole.to_string()).or_else(|| {
        let less = told(question, decision, Vec::new());
        seal(cloud, account, &less.to_string())
    })
}

fn told(question: &Question, decision: &Decision, conditions: Vec<Json>) -> Json {
    let who = question.principal;
    let mut principal = json!({ "id": who.user_id });
    if let Some(name) = who.user_name() {
        principal["name"] = json!(name);
    }
    principal["arn"] = json!(who.arn);
    let statements = decision.matched.iter().map(|matched| {
        let effect = match matched.effect {
            Effect::Allow => "ALLOW",
            Effect::Deny => "DENY",
        };
        json!({ "statementId": matched.sid.as_deref().unwrap_or_default(), "effect": effect })
    });
    json!({
        "allowed": decision.allowed,
        "explicitDeny": matches!(decision.reason, Reason::ExplicitDeny(_)),
        "matchedStatements": { "items": statements.collect::<Vec<_>>() },
        "failures": { "items": [] },
        "context": {
            "principal": principal,
            "action": question.action,
            "resource": question.resource,
            "conditions": { "items": conditions },
        },
    })
}

fn conditions(context: &Context) -> Vec<Json> {
    let items = context.iter().map(|(key, values)| {
        let values = values.iter().map(|value| json!({ "value": value }));
        json!({ "key": key, "values": { "items": values.collect::<Vec<_>>() } })
    });
    items.collect()
}
