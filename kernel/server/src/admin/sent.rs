//! What left the cloud: mail, text messages, pushes, posts to URLs.

use haneul_pipeline::{AwsError, Captured, Cloud, answer, captured};
use haneul_runtime::ids;
use percent_encoding::percent_decode_str;
use serde_json::{Value as Json, json};

/// Messages shown where nobody says how many.
const USUAL: usize = 100;
const MOST: usize = 10_000;

/// The latest, oldest first: of a kind (`kind=email`), to somebody (`to=`), so many (`limit=`).
pub(super) fn show(cloud: &Cloud, query: &str) -> Result<Json, AwsError> {
    let (kind, to) = (parameter(query, "kind"), parameter(query, "to"));
    let limit = parameter(query, "limit").and_then(|text| text.parse().ok());
    let wanted = |message: &Captured| {
        kind.as_ref().is_none_or(|kind| *kind == message.channel)
            && to.as_ref().is_none_or(|to| *to == message.to)
    };
    let limit = limit.unwrap_or(USUAL).min(MOST);
    let messages = cloud.store.read(|tx| captured(tx, limit, wanted))?;
    let shown: Vec<Json> = messages.into_iter().map(one).collect();
    Ok(json!({ "messages": shown }))
}

/// Somebody answers the last message that was sent there: `{"to": …, "reply": …}`.
pub(super) async fn reply(cloud: &Cloud, asked: Json) -> Result<Json, AwsError> {
    let word = |name: &str| {
        let missing = || AwsError::new("BadRequest", format!("Say {name}.")).status(400);
        asked[name].as_str().ok_or_else(missing)
    };
    let (to, text) = (word("to")?, word("reply")?);
    let id = ids::uuid(&cloud.random);
    let now = cloud.clock.now();
    let store = &cloud.store;
    match store.transact(|tx| answer(tx, &id, to, text, now)).await? {
        true => Ok(json!({ "status": "answered" })),
        false => {
            let text = format!("Nothing was sent to {to} that could be answered.");
            Err(AwsError::new("NotFound", text).status(404))
        }
    }
}

fn one(message: Captured) -> Json {
    let details = message.details.into_iter();
    let details: serde_json::Map<_, _> =
        details.map(|(name, value)| (name, value.into())).collect();
    json!({
        "kind": message.channel,
        "to": message.to,
        "from": message.from,
        "subject": message.subject,
        "body": message.body,
        "at": message.at,
        "details": details,
    })
}

fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    let value = value.replace('+', "%2B");
    Some(percent_decode_str(&value).decode_utf8_lossy().into_owned())
}
