//! The request that tells an API destination of an event.

use super::invoke::Told;
use super::row::Destination;
use super::url;
use crate::connection::parameters::{Parameter, Parameters, Way};
use crate::limits;
use base64::prelude::{BASE64_STANDARD, Engine};
use serde_json::Value as Json;

/// What EventBridge says of itself, whatever anybody else says.
const OWN: [&str; 2] = ["user-agent", "range"];

/// What is taken out of requests: headers that are between the two ends of a connection.
const REMOVED: [&str; 32] = [
    "a-im",
    "accept-charset",
    "accept-datetime",
    "accept-encoding",
    "cache-control",
    "connection",
    "content-encoding",
    "content-length",
    "content-md5",
    "date",
    "expect",
    "forwarded",
    "from",
    "host",
    "http2-settings",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "max-forwards",
    "origin",
    "pragma",
    "proxy-authorization",
    "range",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "warning",
];

pub struct Request {
    pub url: String,
    /// Without what the connection adds.
    pub shown: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

/// `None`: there are fewer values than wildcards.
pub fn make(
    destination: &Destination,
    told: &Told,
    parameters: &Parameters,
    token: Option<&str>,
) -> Option<Request> {
    let filled = url::fill(&destination.endpoint, &told.path)?;
    let mut query = told.query.clone();
    let shown = url::with_query(&filled, &query);
    add(&mut query, &parameters.invocation.query);
    Some(Request {
        url: url::with_query(&filled, &query),
        shown,
        headers: headers(told, parameters, token),
        body: body(&told.body, &parameters.invocation.body),
    })
}

/// The connection's come before those of the target.
fn add(known: &mut Vec<(String, String)>, more: &[Parameter]) {
    for parameter in more {
        known.retain(|(key, _)| *key != parameter.key);
        known.push((parameter.key.clone(), parameter.value.clone()));
    }
}

fn headers(told: &Told, parameters: &Parameters, token: Option<&str>) -> Vec<(String, String)> {
    let mut headers = vec![
        ("content-type", "application/json; charset=utf-8"),
        ("user-agent", limits::USER_AGENT),
        ("range", "bytes=0-1048575"),
        ("accept-encoding", "gzip,deflate"),
        ("connection", "close"),
    ];
    // Whoever goes on with the answer reads it as it is.
    if told.is_asked {
        headers.retain(|(name, _)| *name != "accept-encoding");
    }
    let proof = match &parameters.way {
        Way::Basic { username, password } => {
            let both = BASE64_STANDARD.encode(format!("{username}:{password}"));
            Some(("authorization".to_owned(), format!("Basic {both}")))
        }
        Way::ApiKey { name, value } => Some((name.to_ascii_lowercase(), value.clone())),
        Way::OAuth(_) => token.map(|token| ("authorization".to_owned(), format!("Bearer {token}"))),
    };
    let mut all: Vec<(String, String)> = headers
        .drain(..)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect();
    let connections = parameters.invocation.headers.iter();
    let connections = connections.map(|p| (p.key.to_ascii_lowercase(), p.value.clone()));
    let targets = told.headers.iter();
    let targets = targets.map(|(key, value)| (key.to_ascii_lowercase(), value.clone()));
    for (key, value) in targets.chain(connections).chain(proof) {
        if OWN.contains(&key.as_str()) || REMOVED.contains(&key.as_str()) {
            continue;
        }
        all.retain(|(known, _)| *known != key);
        all.push((key, value.trim().to_owned()));
    }
    all
}

/// With what the connection adds, where it is an object that something can be added to.
fn body(text: &str, more: &[Parameter]) -> String {
    if more.is_empty() {
        return text.to_owned();
    }
    match serde_json::from_str::<Json>(text) {
        Ok(Json::Object(mut members)) => {
            for parameter in more {
                members.insert(parameter.key.clone(), Json::from(parameter.value.clone()));
            }
            Json::Object(members).to_string()
        }
        _ => text.to_owned(),
    }
}
