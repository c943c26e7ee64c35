//! Tokens that connections get for their client's id and secret.

use super::parameters::{OAuth, Parameter};
use super::row::{self, Connection};
use crate::destination::url;
use crate::limits;
use bytes::Bytes;
use haneul_outbound::{Answer, Call, Failure, Outbound, Post};
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_store::{Stored, Table};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

/// By connection.
static TOKENS: Table<String, Token> = Table::new("events_token");

/// A token that is about to end is fetched again.
const SOON: SignedDuration = SignedDuration::from_secs(60);

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Token {
    /// The connection's turn that it belongs to.
    turn: u64,
    id: String,
    sealed: Bytes,
    until: Option<Timestamp>,
}

impl Stored for Token {
    const VERSION: u32 = 1;
}

pub struct Fetched {
    pub text: String,
    /// For how many seconds.
    pub lasts: Option<i64>,
}

pub fn keep(cx: &mut Cx, connection: &Connection, fetched: &Fetched) -> Result<(), AwsError> {
    let lasts = fetched.lasts.map(SignedDuration::from_secs);
    let token = Token {
        turn: connection.turn,
        id: connection.id.clone(),
        sealed: row::seal(cx, &fetched.text)?,
        until: lasts.and_then(|lasts| cx.now().checked_add(lasts).ok()),
    };
    let scope = cx.scope();
    Ok(TOKENS.put(cx.tx, scope, &connection.name, &token)?)
}

pub fn forget(cx: &mut Cx, connection: &str) -> Result<(), AwsError> {
    let scope = cx.scope();
    TOKENS.delete(cx.tx, scope, connection)?;
    Ok(())
}

/// The connection's token, unless it has none that lasts.
pub fn kept(cx: &mut Cx, connection: &Connection) -> Result<Option<String>, AwsError> {
    let token = TOKENS.get(cx.tx, cx.scope(), &connection.name)?;
    let good = token.filter(|token| {
        let lasts = token.until.is_none_or(|until| until > cx.now() + SOON);
        lasts && token.turn == connection.turn && token.id == connection.id
    });
    match good {
        Some(token) => Ok(Some(row::open_sealed(cx.cloud, &token.sealed)?)),
        None => Ok(None),
    }
}

pub async fn fetch(cloud: &Cloud, oauth: &OAuth) -> Result<Fetched, AwsError> {
    let own = [
        ("grant_type", "client_credentials"),
        ("client_id", &oauth.client),
        ("client_secret", &oauth.secret),
    ];
    let (mut query, mut form) = (pairs(&oauth.additions.query), pairs(&oauth.additions.body));
    let told = match oauth.method.as_str() {
        "GET" => &mut query,
        _ => &mut form,
    };
    for (name, value) in own {
        if !told.iter().any(|(known, _)| known == name) {
            told.push((name.to_owned(), value.to_owned()));
        }
    }
    let content = "application/x-www-form-urlencoded; charset=utf-8";
    let mut headers = vec![
        ("accept".to_owned(), "application/json".to_owned()),
        ("content-type".to_owned(), content.to_owned()),
        ("user-agent".to_owned(), limits::USER_AGENT.to_owned()),
    ];
    for addition in &oauth.additions.headers {
        let key = addition.key.to_ascii_lowercase();
        headers.retain(|(known, _)| *known != key);
        headers.push((key, addition.value.clone()));
    }
    let address = url::with_query(&oauth.endpoint, &query);
    let post = Post {
        url: &address,
        headers: &headers,
        body: Bytes::from(url::form(&form)),
        hosts: &cloud.settings.hosts,
        most: limits::ANSWER,
        within: limits::PATIENCE,
    };
    let method = oauth.method.as_str();
    let outbound = cloud.locals.get::<Outbound>();
    read(outbound.call(Call { method, post }).await)
}

fn pairs(parameters: &[Parameter]) -> Vec<(String, String)> {
    let parameters = parameters.iter();
    parameters
        .map(|p| (p.key.clone(), p.value.clone()))
        .collect()
}

fn read(answer: Result<Answer, Failure>) -> Result<Fetched, AwsError> {
    let failed = |status, why: String| {
        let message = format!("The authorization endpoint did not give an access token: {why}");
        Err(AwsError::new("SDK_CLIENT_ERROR", message).status(status))
    };
    let answer = match answer {
        Ok(answer) => answer,
        Err(failure) => return failed(503, url::why(&failure)),
    };
    if !(200..300).contains(&answer.status) {
        let busy = answer.status >= 500 || answer.status == 429;
        let status = if busy { 503 } else { 400 };
        return failed(status, format!("it answered {}.", answer.status));
    }
    let said = serde_json::from_slice::<Json>(&answer.body).unwrap_or_default();
    let Some(text) = said["access_token"]
        .as_str()
        .filter(|text| !text.is_empty())
    else {
        return failed(400, "its answer has no access_token.".to_owned());
    };
    let lasts = &said["expires_in"];
    let lasts = lasts.as_i64().or_else(|| lasts.as_str()?.parse().ok());
    Ok(Fetched {
        text: text.to_owned(),
        lasts,
    })
}
