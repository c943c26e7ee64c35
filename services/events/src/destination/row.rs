//! The row of an API destination.

use crate::connection;
use crate::connection::row::State;
use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub static DESTINATIONS: Table<String, Destination> = Table::new("events_destination");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Destination {
    pub name: String,
    /// The last part of its ARN: another one of the same name has another.
    pub id: String,
    pub description: Option<String>,
    pub connection: String,
    pub endpoint: String,
    pub method: String,
    /// Calls of a second.
    pub rate: i64,
    pub created: Timestamp,
    pub modified: Timestamp,
}

impl Stored for Destination {
    const VERSION: u32 = 1;
}

impl Destination {
    pub fn arn(&self, cx: &Cx) -> String {
        let resource = format!("api-destination/{}/{}", self.name, self.id);
        cx.arn("events", &resource)
    }

    /// Whether its connection lets it be called.
    pub fn state(&self, cx: &mut Cx) -> Result<&'static str, AwsError> {
        let connection = connection::row::by_arn(cx, &self.connection)?;
        let good = connection.is_some_and(|connection| connection.state == State::Authorized);
        Ok(if good { "ACTIVE" } else { "INACTIVE" })
    }
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Destination>, AwsError> {
    Ok(DESTINATIONS.get(cx.tx, cx.scope(), name)?)
}

/// The destination, or that there is none.
pub fn open(cx: &mut Cx, name: &str) -> Result<Destination, AwsError> {
    let missing = || {
        errors::not_found(format!(
            "Failed to describe the api-destination(s). An api-destination '{name}' does not exist."
        ))
    };
    find(cx, name)?.ok_or_else(missing)
}

/// By its ARN, which names one that may be gone by now.
pub fn by_arn(cx: &mut Cx, arn: &str) -> Result<Option<Destination>, AwsError> {
    let name = arn.rsplit('/').nth(1).unwrap_or_default().to_owned();
    let found = find(cx, &name)?;
    Ok(found.filter(|destination| destination.arn(cx) == arn))
}

/// That a connection is there to be used.
pub fn check_connection(cx: &mut Cx, arn: &str) -> Result<(), AwsError> {
    match connection::row::by_arn(cx, arn)? {
        Some(_) => Ok(()),
        None => {
            let name = arn.rsplit('/').nth(1).unwrap_or(arn);
            Err(connection::row::missing(name))
        }
    }
}

pub fn save(cx: &mut Cx, destination: &Destination) -> Result<(), AwsError> {
    Ok(DESTINATIONS.put(cx.tx, cx.scope(), &destination.name, destination)?)
}

pub fn all(cx: &mut Cx, scope: Scope<'_>) -> Result<Vec<Destination>, AwsError> {
    let rows = DESTINATIONS.scan(cx.tx, scope, Span::all(), usize::MAX, false)?;
    Ok(rows
        .into_iter()
        .map(|(_, destination)| destination)
        .collect())
}
