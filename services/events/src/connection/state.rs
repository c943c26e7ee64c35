//! How a connection comes from one state to another.

use super::parameters::Way;
use super::row::{self, CONNECTIONS, Connection, State};
use super::token;
use crate::delivery::{self, PRINCIPAL};
use futures_util::future::BoxFuture;
use haneul_pipeline::background::Errand;
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use haneul_runtime::timer::Timer;
use jiff::SignedDuration;
use serde_json::json;

/// An errand: fetches the first token.
pub const AUTHORIZE: &str = "authorize-connection";
/// Told when that failed for good.
pub const UNAUTHORIZED: &str = "connection-unauthorized";
/// A deauthorization or deletion is over.
pub const SETTLE: &str = "settle-connection";

/// How often an authorization server that is out of order is asked.
const TRIES: u32 = 4;
/// What deauthorizing and deleting take.
const MOMENT: SignedDuration = SignedDuration::from_secs(1);
/// Of a reason, by the model.
const REASON: usize = 512;

/// After its parameters were given.
pub fn begin(cx: &mut Cx, connection: &mut Connection) -> Result<(), AwsError> {
    connection.reason = None;
    if connection.kind != row::OAUTH {
        connection.state = State::Authorized;
        connection.authorized = Some(cx.now());
        return row::save(cx, connection);
    }
    connection.state = State::Authorizing;
    row::save(cx, connection)?;
    let memo = json!({"name": connection.name, "id": connection.id, "turn": connection.turn});
    cx.send(&Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: connection.arn(cx),
        source_account: cx.account().to_owned(),
        as_root: false,
        as_role: None,
        partition: cx.partition().to_owned(),
        account: cx.account().to_owned(),
        region: cx.region().to_owned(),
        service: "events".to_owned(),
        operation: AUTHORIZE.to_owned(),
        input: memo.clone(),
        attempts: 0,
        give_up_after: TRIES,
        on_refusal: Some(format!("events/{UNAUTHORIZED}")),
        terms: Terms {
            beside_others: true,
            only_transient: true,
            memo: Some(memo),
            ..Terms::default()
        },
    })
}

/// What is to be said of a connection, unless it has changed since.
fn named(cx: &mut Cx, told: &serde_json::Value) -> Result<Option<Connection>, AwsError> {
    let found = row::find(cx, told["name"].as_str().unwrap_or_default())?;
    Ok(found.filter(|connection| {
        told["id"] == connection.id && told["turn"].as_u64() == Some(connection.turn)
    }))
}

pub fn authorize(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    Box::pin(async move {
        let errand = Errand::new(cloud, call, ("events", AUTHORIZE));
        let found = errand.read(|cx| named(cx, &errand.call.input))?;
        let Some(connection) = found.filter(|found| found.state == State::Authorizing) else {
            return Ok(());
        };
        let parameters = connection.parameters(&errand.cloud)?;
        let Some(Way::OAuth(oauth)) = parameters.map(|parameters| parameters.way) else {
            return Ok(());
        };
        let fetched = token::fetch(&errand.cloud, &oauth).await?;
        errand
            .transact(|cx| {
                let Some(mut connection) = named(cx, &errand.call.input)? else {
                    return Ok(());
                };
                token::keep(cx, &connection, &fetched)?;
                connection.state = State::Authorized;
                connection.authorized = Some(cx.now());
                row::save(cx, &connection)
            })
            .await
    })
}

pub fn unauthorized(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let told = &timer.payload;
    let Some(mut connection) = named(cx, &told["memo"])? else {
        return Ok(());
    };
    let why = told["errorMessage"].as_str().unwrap_or_default();
    fail(cx, &mut connection, why)
}

/// Who is asked for a token does not know it.
pub fn fail(cx: &mut Cx, connection: &mut Connection, why: &str) -> Result<(), AwsError> {
    connection.state = State::Deauthorized;
    connection.reason = Some(why.chars().take(REASON).collect());
    row::save(cx, connection)
}

pub fn deauthorize(cx: &mut Cx, connection: &mut Connection) -> Result<(), AwsError> {
    leave(cx, connection, State::Deauthorizing)
}

pub fn delete(cx: &mut Cx, connection: &mut Connection) -> Result<(), AwsError> {
    leave(cx, connection, State::Deleting)
}

fn leave(cx: &mut Cx, connection: &mut Connection, state: State) -> Result<(), AwsError> {
    connection.state = state;
    connection.modified = cx.now();
    connection.reason = None;
    connection.sealed = None;
    connection.turn += 1;
    token::forget(cx, &connection.name)?;
    row::save(cx, connection)?;
    let told = json!({"name": connection.name, "id": connection.id, "turn": connection.turn});
    let at = cx.now() + MOMENT;
    let id = format!("connection {} {}", connection.id, connection.turn);
    cx.timer(at, &id, &format!("{}/{SETTLE}", delivery::SERVICE), told)
}

pub fn settle(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let Some(mut connection) = named(cx, &timer.payload)? else {
        return Ok(());
    };
    if connection.state == State::Deleting {
        let scope = cx.scope();
        CONNECTIONS.delete(cx.tx, scope, &connection.name)?;
        return Ok(());
    }
    connection.state = State::Deauthorized;
    row::save(cx, &connection)
}
