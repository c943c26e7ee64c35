//! The row of a connection. What it proves itself with is sealed in it.

use super::parameters::Parameters;
use crate::errors;
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cloud, Cx, keyring};
use haneul_store::{Scope, Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub static CONNECTIONS: Table<String, Connection> = Table::new("events_connection");

/// What parameters of connections are sealed for.
const PURPOSE: &str = "events";

pub const BASIC: &str = "BASIC";
pub const API_KEY: &str = "API_KEY";
pub const OAUTH: &str = "OAUTH_CLIENT_CREDENTIALS";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Connection {
    pub name: String,
    /// The last part of its ARN: another one of the same name has another.
    pub id: String,
    /// The last part of its secret's ARN.
    pub secret: String,
    pub description: Option<String>,
    /// `BASIC`, `API_KEY` or `OAUTH_CLIENT_CREDENTIALS`.
    pub kind: String,
    pub state: State,
    pub reason: Option<String>,
    /// [`Parameters`] as JSON; none once it was deauthorized.
    pub sealed: Option<Bytes>,
    /// Goes up with each change of what it proves itself with.
    pub turn: u64,
    pub created: Timestamp,
    pub modified: Timestamp,
    pub authorized: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    Authorizing,
    Authorized,
    Deauthorizing,
    Deauthorized,
    Deleting,
}

impl State {
    pub fn shown(self) -> &'static str {
        match self {
            State::Authorizing => "AUTHORIZING",
            State::Authorized => "AUTHORIZED",
            State::Deauthorizing => "DEAUTHORIZING",
            State::Deauthorized => "DEAUTHORIZED",
            State::Deleting => "DELETING",
        }
    }
}

impl Stored for Connection {
    const VERSION: u32 = 1;
}

impl Connection {
    pub fn parameters(&self, cloud: &Cloud) -> Result<Option<Parameters>, AwsError> {
        let Some(sealed) = &self.sealed else {
            return Ok(None);
        };
        Ok(Some(open_sealed(cloud, sealed)?))
    }

    pub fn keep(&mut self, cx: &Cx, parameters: &Parameters) -> Result<(), AwsError> {
        self.sealed = Some(seal(cx, parameters)?);
        self.turn += 1;
        Ok(())
    }

    pub fn arn(&self, cx: &Cx) -> String {
        cx.arn("events", &format!("connection/{}/{}", self.name, self.id))
    }

    /// As Secrets Manager would name it.
    pub fn secret_arn(&self, cx: &Cx) -> String {
        let secret = format!("secret:events!connection/{}/{}", self.name, self.secret);
        cx.arn("secretsmanager", &secret)
    }
}

pub fn seal(cx: &Cx, secret: &impl Serialize) -> Result<Bytes, AwsError> {
    let text = serde_json::to_vec(secret).map_err(AwsError::internal)?;
    let under = cx.cloud.keys.key(&cx.cloud.store, PURPOSE)?;
    Ok(keyring::seal(cx.random(), &under, &text))
}

pub fn open_sealed<T: serde::de::DeserializeOwned>(
    cloud: &Cloud,
    sealed: &[u8],
) -> Result<T, AwsError> {
    let under = cloud.keys.key(&cloud.store, PURPOSE)?;
    let text = keyring::unseal(&under, sealed)
        .ok_or_else(|| AwsError::internal("parameters of a connection that do not open"))?;
    serde_json::from_slice(&text).map_err(AwsError::internal)
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Connection>, AwsError> {
    Ok(CONNECTIONS.get(cx.tx, cx.scope(), name)?)
}

/// The connection, or that there is none.
pub fn open(cx: &mut Cx, name: &str) -> Result<Connection, AwsError> {
    find(cx, name)?.ok_or_else(|| missing(name))
}

pub fn missing(name: &str) -> AwsError {
    errors::not_found(format!(
        "Failed to describe the connection(s). Connection '{name}' does not exist."
    ))
}

/// By its ARN, which names one that may be gone by now.
pub fn by_arn(cx: &mut Cx, arn: &str) -> Result<Option<Connection>, AwsError> {
    let name = arn.rsplit('/').nth(1).unwrap_or_default().to_owned();
    let found = find(cx, &name)?;
    Ok(found.filter(|connection| connection.arn(cx) == arn))
}

pub fn save(cx: &mut Cx, connection: &Connection) -> Result<(), AwsError> {
    Ok(CONNECTIONS.put(cx.tx, cx.scope(), &connection.name, connection)?)
}

pub fn all(cx: &mut Cx, scope: Scope<'_>) -> Result<Vec<Connection>, AwsError> {
    let rows = CONNECTIONS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, connection)| connection).collect())
}
