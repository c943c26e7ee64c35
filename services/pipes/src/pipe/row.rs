//! The row of a pipe, and the ways to it.

use super::kind::{self, Kind};
use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{
    StoreError, Stored, Table, decode_body, encode_body, first_version, from_first_version,
};
use serde::{Deserialize, Serialize};

pub static PIPES: Table<String, Pipe> = Table::new("pipes_pipe");

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pipe {
    /// Another for each pipe, also of the same name.
    pub id: u64,
    pub name: String,
    pub description: Option<String>,
    /// As the requests say it: RUNNING, STOPPED or DELETED.
    pub desired: String,
    pub state: String,
    pub reason: Option<String>,
    pub role: String,
    pub source: Source,
    pub target: Target,
    #[serde(default)]
    pub enrichment: Option<Enrichment>,
    pub tags: Vec<(String, String)>,
    pub created: i64,
    pub modified: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    pub arn: String,
    /// Patterns; what matches none of them does not reach the target.
    pub filters: Vec<String>,
    pub feed: Feed,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Feed {
    Queue(Batching),
    Stream(Batching, Position),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Batching {
    pub size: i64,
    /// In seconds.
    pub window: i64,
}

/// Where a stream is read from, and how long a record is tried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    /// TRIM_HORIZON, LATEST or AT_TIMESTAMP.
    pub start: String,
    /// Records that came before are not read; where the start is no TRIM_HORIZON.
    pub since: i64,
    /// In seconds; -1, as nothing, is for ever. The number of retries is without end likewise.
    pub age: Option<i64>,
    pub retries: Option<i64>,
    pub dead_letter: Option<String>,
    pub parallel: Option<i64>,
    /// A batch that fails is halved.
    pub halved: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub arn: String,
    pub template: Option<String>,
    pub queue: Option<ToQueue>,
    pub stream: Option<String>,
    pub bus: Option<ToBus>,
    #[serde(default)]
    pub url: Option<ToUrl>,
    /// How a function is called: REQUEST_RESPONSE or FIRE_AND_FORGET.
    #[serde(default)]
    pub function: Option<String>,
}

/// A function, or somebody outside of the cloud, who makes of events what the target is told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Enrichment {
    pub arn: String,
    pub template: Option<String>,
    #[serde(default)]
    pub url: Option<ToUrl>,
}

/// Of requests to API destinations.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ToUrl {
    pub path: Vec<String>,
    pub headers: Vec<(String, String)>,
    pub query: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToQueue {
    pub group: Option<String>,
    pub deduplication: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToBus {
    pub detail_type: Option<String>,
    pub source: Option<String>,
    pub resources: Option<Vec<String>>,
    pub time: Option<String>,
}

impl Position {
    /// In seconds, where there is an end.
    pub fn oldest(&self) -> Option<i64> {
        self.age.filter(|age| *age >= 0)
    }

    pub fn most_retries(&self) -> Option<i64> {
        self.retries.filter(|retries| *retries >= 0)
    }
}

/// From this level on rows were written as version 2.
const SECOND_VERSION: u32 = 5;

impl Stored for Pipe {
    const VERSION: u32 = 3;
    const LEVEL: u32 = 8;

    fn before(&self) -> haneul_store::Result<(u32, Vec<u8>)> {
        first_version(self, self.enrichment.is_some() || self.calls_function())
    }

    /// Whoever knows version 2 would call an API destination as if it were a function.
    fn at_level(&self, level: u32) -> haneul_store::Result<(u32, Vec<u8>)> {
        let asks_outside = self.enrichment.as_ref().is_some_and(Enrichment::is_outside);
        match (level >= SECOND_VERSION, asks_outside) {
            (false, _) => self.before(),
            (true, true) => Err(StoreError::OlderReaders),
            (true, false) => Ok((2, encode_body(self)?)),
        }
    }

    fn migrate(version: u32, bytes: &[u8]) -> haneul_store::Result<Self> {
        match version {
            2 => decode_body(bytes),
            other => from_first_version(other, bytes),
        }
    }
}

impl ToUrl {
    /// As a request says it, of a target or an enrichment.
    pub fn read(
        path: Option<Vec<String>>,
        headers: Option<Vec<(String, String)>>,
        query: Option<Vec<(String, String)>>,
    ) -> ToUrl {
        ToUrl {
            path: path.unwrap_or_default(),
            headers: headers.unwrap_or_default(),
            query: query.unwrap_or_default(),
        }
    }

    /// What may be a path into the event.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        let pairs = self.headers.iter().chain(&self.query);
        self.path.iter().chain(pairs.map(|(_, value)| value))
    }
}

impl Enrichment {
    pub fn is_outside(&self) -> bool {
        kind::of(&self.arn).is_some_and(Kind::is_outside)
    }
}

impl Pipe {
    pub fn batching(&self) -> &Batching {
        match &self.source.feed {
            Feed::Queue(batching) | Feed::Stream(batching, _) => batching,
        }
    }

    fn calls_function(&self) -> bool {
        kind::of(&self.target.arn).is_some_and(Kind::is_function)
    }

    /// Whether those whom it tells may take their time.
    pub fn takes_time(&self) -> bool {
        let outside = kind::of(&self.target.arn).is_some_and(Kind::is_outside);
        outside || self.calls_function() || self.enrichment.is_some()
    }

    /// The batch goes to a function as a whole.
    pub fn is_whole(&self) -> bool {
        self.calls_function() || self.enrichment.is_some()
    }

    /// Whether it is on its way from one state to another.
    pub fn is_moving(&self) -> bool {
        self.state.ends_with("ING") && self.state != "RUNNING"
    }
}

pub fn arn(cx: &Cx, name: &str) -> String {
    cx.arn("pipes", &format!("pipe/{name}"))
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Pipe>, AwsError> {
    Ok(PIPES.get(cx.tx, cx.scope(), name)?)
}

pub fn open(cx: &mut Cx, name: &str) -> Result<Pipe, AwsError> {
    find(cx, name)?.ok_or_else(|| errors::no_pipe(name))
}

pub fn save(cx: &mut Cx, pipe: &Pipe) -> Result<(), AwsError> {
    Ok(PIPES.put(cx.tx, cx.scope(), &pipe.name, pipe)?)
}

/// A pipe that may be changed now.
pub fn settled(cx: &mut Cx, name: &str) -> Result<Pipe, AwsError> {
    let pipe = open(cx, name)?;
    match pipe.is_moving() {
        true => Err(errors::conflict(
            format!(
                "Pipe {name} is in the state {} and cannot be changed now.",
                pipe.state
            ),
            name,
        )),
        false => Ok(pipe),
    }
}
