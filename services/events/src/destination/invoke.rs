//! An errand of the outbox: tells an API destination of an event.

use super::answer::{self, error};
use super::request::{self, Request};
use super::row::{self, Destination};
use super::{rate, url};
use crate::connection;
use crate::connection::parameters::{OAuth, Way};
use crate::connection::row::State;
use crate::connection::{Connection, state, token};
use crate::{errors, limits};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use haneul_outbound::{Answer, Call, Failure, Outbound, Post};
use haneul_pipeline::background::{Errand, act_for};
use haneul_pipeline::{AwsError, Captured, Check, Cloud, Cx, capture};
use haneul_runtime::ids;
use haneul_runtime::outbox::{self, Outgoing};
use haneul_store::Tx;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// The errand's name.
pub const INVOKE: &str = "invoke-api-destination";

/// Who calls a destination needs this permission.
const ACTION: &str = "events:InvokeApiDestination";

/// What an errand is about.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Told {
    pub destination: String,
    pub body: String,
    /// In the places of the wildcards.
    #[serde(default)]
    pub path: Vec<String>,
    #[serde(default)]
    pub headers: Vec<(String, String)>,
    #[serde(default)]
    pub query: Vec<(String, String)>,
    /// The try that has its turn already, where a destination takes only so many in a second.
    #[serde(default)]
    pub turn: Option<u32>,
    /// Somebody waits for what comes of it: it is not put off.
    #[serde(default)]
    pub at_once: bool,
    /// And wants to read it.
    #[serde(default)]
    pub is_asked: bool,
}

pub fn invoke(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move { tell(cloud, call, false).await.map(|_| ()) })
}

/// The same, for who goes on with what the destination answers.
pub fn ask(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<Json, AwsError>> {
    Box::pin(async move {
        let answer = tell(cloud, call, true).await?;
        let answer = answer.ok_or_else(|| AwsError::internal("a question that was put off"))?;
        let unread = |why| error(answer::REFUSED, 400, why);
        let answer = answer.map_err(|_| unread("The response is too large."))?;
        let text = String::from_utf8(answer.body.to_vec());
        let text = text.map_err(|_| unread("The response cannot be read."))?;
        Ok(json!({ "body": text }))
    })
}

/// Nothing: it was put off.
async fn tell(
    cloud: Cloud,
    call: Outgoing,
    is_asked: bool,
) -> Result<Option<Result<Answer, Failure>>, AwsError> {
    let errand = Errand::new(cloud, call, ("events", INVOKE));
    let told: Told =
        serde_json::from_value(errand.call.input.clone()).map_err(AwsError::internal)?;
    let told = Told {
        is_asked,
        at_once: told.at_once || is_asked,
        ..told
    };
    may(&errand, &told).await?;
    let (destination, connection) = errand.read(|cx| open(cx, &told))?;
    if !take_turn(&errand, &told, &destination).await? {
        return Ok(None);
    }
    let answer = call_out(&errand, &told, &destination, &connection).await?;
    Ok(Some(answer))
}

/// Whether the target's role lets the destination be called.
async fn may(errand: &Errand, told: &Told) -> Result<(), AwsError> {
    let Some(role) = &errand.call.as_role else {
        return Err(errors::denied("The target has no role."));
    };
    let caller = act_for(&errand.cloud, &errand.call, role).await?;
    let call = errand.as_caller(caller);
    let ask = |tx: &mut Tx| {
        let check = Check::new(&told.destination)
            .owner(&errand.call.account)
            .action(ACTION);
        Cx::new(tx, &call, &errand.cloud).ask(check)
    };
    match errand.cloud.store.read(ask)? {
        Some(denial) => Err(errors::denied(denial)),
        None => Ok(()),
    }
}

fn open(cx: &mut Cx, told: &Told) -> Result<(Destination, Connection), AwsError> {
    let found = row::by_arn(cx, &told.destination)?;
    let destination = found.ok_or_else(|| {
        errors::not_found(format!(
            "ApiDestination {} does not exist.",
            told.destination
        ))
    })?;
    let connection = connection::row::by_arn(cx, &destination.connection)?;
    match connection {
        Some(connection) if connection.state == State::Authorized => Ok((destination, connection)),
        // It will be decided soon.
        Some(connection) if connection.state == State::Authorizing => {
            let why = "The connection of the API destination is not authorized yet.";
            Err(error(answer::REFUSED, 503, why))
        }
        _ => {
            let why = "The connection of the API destination is not authorized.";
            Err(error(answer::REFUSED, 400, why))
        }
    }
}

/// False: it will be told later, when the destination takes more.
async fn take_turn(
    errand: &Errand,
    told: &Told,
    destination: &Destination,
) -> Result<bool, AwsError> {
    let tries = errand.call.attempts;
    if told.turn == Some(tries) {
        return Ok(true);
    }
    errand
        .transact(|cx| {
            let second = rate::take(cx, destination)?;
            if second <= cx.now().as_second() {
                return Ok(true);
            }
            if told.at_once {
                let why = "The invocation rate limit of the API destination is exceeded.";
                return Err(error("THROTTLING", 503, why));
            }
            let mut later = errand.call.clone();
            let told = Told {
                turn: Some(tries),
                ..told.clone()
            };
            later.input = serde_json::to_value(told).map_err(AwsError::internal)?;
            let at = Timestamp::from_second(second).unwrap_or(Timestamp::MAX);
            let id = ids::uuid(cx.random());
            outbox::put(cx.tx, at, &id, &later)?;
            Ok(false)
        })
        .await
}

async fn call_out(
    errand: &Errand,
    told: &Told,
    destination: &Destination,
    connection: &Connection,
) -> Result<Result<Answer, Failure>, AwsError> {
    let parameters = connection.parameters(&errand.cloud)?;
    let parameters = parameters.ok_or_else(|| AwsError::internal("an authorized connection"))?;
    let token = match &parameters.way {
        Way::OAuth(oauth) => Some(token_of(errand, connection, oauth).await?),
        _ => None,
    };
    let Some(request) = request::make(destination, told, &parameters, token.as_deref()) else {
        let why = "There are fewer path parameter values than wildcards in the endpoint.";
        return Err(error("INVALID_PARAMETER", 400, why));
    };
    let most = match told.is_asked {
        true => limits::ASKED_ANSWER,
        false => limits::ANSWER,
    };
    let answer = send(errand, destination, &request, most).await;
    let judged = answer::judge(&answer, errand.cloud.clock.now());
    let status = answer.as_ref().map_or(0, |answer| answer.status);
    // A token that a destination does not know is fetched again for the next try.
    if matches!(status, 401 | 407) && token.is_some() {
        let forget = |cx: &mut Cx| token::forget(cx, &connection.name);
        errand.transact(forget).await?;
    }
    note(errand, destination, told, &request, &answer).await?;
    judged.map(|()| answer)
}

async fn token_of(
    errand: &Errand,
    connection: &Connection,
    oauth: &OAuth,
) -> Result<String, AwsError> {
    if let Some(kept) = errand.read(|cx| token::kept(cx, connection))? {
        return Ok(kept);
    }
    let fetched = token::fetch(&errand.cloud, oauth).await;
    errand
        .transact(|cx| {
            let now = connection::row::by_arn(cx, &connection.arn(cx))?;
            let Some(mut now) = now.filter(|now| now.turn == connection.turn) else {
                return Ok(());
            };
            match &fetched {
                Ok(fetched) => {
                    now.authorized = Some(cx.now());
                    connection::row::save(cx, &now)?;
                    token::keep(cx, &now, fetched)
                }
                Err(error) if error.is_transient(None) => Ok(()),
                Err(error) => state::fail(cx, &mut now, &error.message),
            }
        })
        .await?;
    fetched.map(|fetched| fetched.text)
}

async fn send(
    errand: &Errand,
    destination: &Destination,
    request: &Request,
    most: usize,
) -> Result<Answer, Failure> {
    let cloud = &errand.cloud;
    let post = Post {
        url: &request.url,
        headers: &request.headers,
        body: Bytes::copy_from_slice(request.body.as_bytes()),
        hosts: &cloud.settings.hosts,
        most,
        within: limits::PATIENCE,
    };
    let method = destination.method.as_str();
    let outbound = cloud.locals.get::<Outbound>();
    outbound.call(Call { method, post }).await
}

/// Lists it with what left the cloud, without what the connection adds.
async fn note(
    errand: &Errand,
    destination: &Destination,
    told: &Told,
    request: &Request,
    answer: &Result<Answer, Failure>,
) -> Result<(), AwsError> {
    let outcome = match answer {
        Ok(answer) if (200..300).contains(&answer.status) => "delivered".to_owned(),
        Ok(answer) => format!("the endpoint answered {}", answer.status),
        Err(failure) => url::why(failure),
    };
    let mut end = told.body.len().min(limits::SHOWN);
    while !told.body.is_char_boundary(end) {
        end -= 1;
    }
    let message = Captured {
        channel: "http".to_owned(),
        to: request.shown.clone(),
        from: errand.call.source_arn.clone(),
        subject: destination.method.clone(),
        body: told.body[..end].to_owned(),
        at: errand.cloud.clock.now(),
        details: vec![("outcome".to_owned(), outcome)],
        answers: None,
    };
    let id = ids::uuid(&errand.cloud.random);
    errand.transact(|cx| capture(cx.tx, &id, &message)).await
}
