//! Mappings and how far they have come, as they are kept.

use crate::errors;
use crate::names::Named;
use haneul_pipeline::{Arn, AwsError, Cx};
use haneul_store::{Span, Stored, Table, first_version, from_first_version};
use serde::{Deserialize, Serialize};

/// By UUID.
pub static MAPPINGS: Table<String, Mapping> = Table::new("lambda_mapping");

/// By source and function with its qualifier: there is one of each pair.
static PAIRS: Table<(String, String), Pair> = Table::new("lambda_mapping_pair");

/// By UUID.
pub static FLOWS: Table<String, Flow> = Table::new("lambda_mapping_flow");

/// By UUID, shard, and lane of the shard. What a window gathered is the function's own business.
pub static PROGRESS: Table<(String, String, u8), Progress> =
    Table::new("lambda_mapping_progress").sealed();

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Mapping {
    pub uuid: String,
    pub function: String,
    pub qualifier: Option<String>,
    /// Its ARN.
    pub source: String,
    pub state: String,
    /// What it is to be when it has settled.
    pub enabled: bool,
    /// Records of a batch, and seconds that they are gathered.
    pub size: i64,
    pub window: i64,
    /// Patterns; what matches none of them does not reach the function.
    pub filters: Vec<String>,
    /// Functions say which records failed.
    pub partial: bool,
    /// Batches of a queue that may run at once.
    pub concurrency: Option<i64>,
    /// Of streams.
    pub stream: Option<Reading>,
    pub tags: Vec<(String, String)>,
    pub modified: i64,
    /// What becomes of its events is counted.
    #[serde(default)]
    pub metrics: bool,
}

/// Where a stream is read from, and what becomes of batches that fail.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// TRIM_HORIZON, LATEST or AT_TIMESTAMP.
    pub start: String,
    /// Records that came before are not read; where the start is no TRIM_HORIZON.
    pub since: i64,
    /// In seconds; -1 is for ever. The number of retries is without end likewise.
    pub age: i64,
    pub retries: i64,
    pub halves: bool,
    /// Batches of one shard that run at once, each with keys of its own.
    pub lanes: u8,
    /// Seconds of a tumbling window, if there is one.
    pub tumbling: i64,
    pub on_failure: Option<String>,
}

/// How the reading of a mapping goes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Flow {
    /// Of the errand that is to come; those with other numbers were overtaken.
    pub turn: u64,
    /// The process that reads, and until when unless it says so again.
    pub runner: Option<(String, i64)>,
    /// How often reading failed, one time after another.
    pub failures: u32,
    /// What came of it last.
    pub result: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The last record that is done with.
    pub number: Option<String>,
    /// The shard was read to its end.
    pub over: bool,
    /// Since when a batch that is not full waits for more.
    pub waiting: Option<i64>,
    pub retry: Option<Retry>,
    pub window: Option<Window>,
}

/// A batch that failed, and stays the same.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Retry {
    /// Its last record.
    pub end: String,
    /// The last records of the batches behind it, where one was halved; the next comes last.
    pub rest: Vec<String>,
    /// How often the function failed; and how often it was tried at all.
    pub counted: i64,
    pub tries: u32,
    /// Not before this time.
    pub at: i64,
}

/// A tumbling window that is open.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Window {
    pub start: i64,
    /// In JSON.
    pub state: String,
    /// The state has grown too large.
    pub early: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Pair {
    uuid: String,
}

impl Stored for Mapping {
    const VERSION: u32 = 2;
    const LEVEL: u32 = 7;

    fn before(&self) -> haneul_store::Result<(u32, Vec<u8>)> {
        first_version(self, self.metrics || self.is_of_consumer())
    }

    fn migrate(version: u32, bytes: &[u8]) -> haneul_store::Result<Self> {
        from_first_version(version, bytes)
    }
}

impl Stored for Flow {
    const VERSION: u32 = 1;
}

impl Stored for Progress {
    const VERSION: u32 = 1;
}

impl Stored for Pair {
    const VERSION: u32 = 1;
}

impl Mapping {
    pub fn named(&self, account: &str) -> Named {
        Named {
            account: account.to_owned(),
            name: self.function.clone(),
            qualifier: self.qualifier.clone(),
        }
    }

    pub fn arn(&self, cx: &Cx) -> String {
        arn(cx, &self.uuid)
    }

    /// A consumer of a stream, with a throughput of its own.
    pub fn is_of_consumer(&self) -> bool {
        haneul_feed::is_of_consumer(&self.source)
    }

    /// What is read, be it by way of a consumer.
    pub fn stream_arn(&self) -> &str {
        haneul_feed::stream_of(&self.source)
    }

    /// On its way from one state to another.
    pub fn is_moving(&self) -> bool {
        self.state.ends_with("ing")
    }

    fn pair(&self) -> (String, String) {
        let function = match &self.qualifier {
            Some(qualifier) => format!("{}:{qualifier}", self.function),
            None => self.function.clone(),
        };
        (self.source.clone(), function)
    }
}

pub fn arn(cx: &Cx, uuid: &str) -> String {
    cx.arn("lambda", &format!("event-source-mapping:{uuid}"))
}

pub fn is_arn(arn: &str) -> bool {
    arn.contains(":event-source-mapping:")
}

pub fn find(cx: &mut Cx, uuid: &str) -> Result<Option<Mapping>, AwsError> {
    Ok(MAPPINGS.get(cx.tx, cx.scope(), uuid)?)
}

pub fn open(cx: &mut Cx, uuid: &str) -> Result<Mapping, AwsError> {
    find(cx, uuid)?.ok_or_else(errors::no_policy)
}

/// By its ARN.
pub fn of_arn(cx: &mut Cx, said: &str) -> Result<Mapping, AwsError> {
    let uuid = said.rsplit(':').next().unwrap_or_default();
    match arn(cx, uuid) == said {
        true => open(cx, uuid),
        false => Err(errors::no_policy()),
    }
}

pub fn save(cx: &mut Cx, mapping: &Mapping) -> Result<(), AwsError> {
    Ok(MAPPINGS.put(cx.tx, cx.scope(), &mapping.uuid, mapping)?)
}

/// The function reads the source from now on, unless it does already.
pub fn pair(cx: &mut Cx, mapping: &Mapping) -> Result<(), AwsError> {
    let (scope, key) = (cx.scope(), mapping.pair());
    match PAIRS.get(cx.tx, scope, &key)? {
        Some(known) if known.uuid != mapping.uuid => Err(taken(mapping, &known.uuid)),
        _ => {
            let pair = Pair {
                uuid: mapping.uuid.clone(),
            };
            Ok(PAIRS.put(cx.tx, scope, &key, &pair)?)
        }
    }
}

pub fn part(cx: &mut Cx, mapping: &Mapping) -> Result<(), AwsError> {
    PAIRS.delete(cx.tx, cx.scope(), &mapping.pair())?;
    Ok(())
}

fn taken(mapping: &Mapping, uuid: &str) -> AwsError {
    let (source, function) = (&mapping.source, &mapping.function);
    let is_queue = Arn::read(source).is_some_and(|arn| arn.service == "sqs");
    let what = match is_queue {
        true => format!(
            "An event source mapping with SQS arn (\" {source} \") and function (\" {function} \") \
             already exists."
        ),
        false => format!(
            "The event source arn (\" {source} \") and function (\" {function} \") provided mapping \
             already exists."
        ),
    };
    errors::conflict(format!(
        "{what} Please update or delete the existing mapping with UUID {uuid}"
    ))
}

pub fn flow(cx: &mut Cx, uuid: &str) -> Result<Flow, AwsError> {
    Ok(FLOWS.get(cx.tx, cx.scope(), uuid)?.unwrap_or_default())
}

/// How many rows of a mapping go in one transaction.
const STEP: usize = 500;

/// Everything of a mapping that is gone; false while there is more.
pub fn forget(cx: &mut Cx, mapping: &Mapping) -> Result<bool, AwsError> {
    let (scope, uuid) = (cx.scope(), mapping.uuid.as_str());
    let keys = PROGRESS.keys(cx.tx, scope, Span::prefix(uuid), STEP, false)?;
    for key in &keys {
        PROGRESS.delete(cx.tx, scope, key)?;
    }
    if keys.len() == STEP {
        return Ok(false);
    }
    FLOWS.delete(cx.tx, scope, uuid)?;
    MAPPINGS.delete(cx.tx, scope, uuid)?;
    part(cx, mapping)?;
    Ok(true)
}

/// Where a stream is to be read in another number of lanes than before, each goes on where the slowest
/// of its shard was.
pub fn relay(cx: &mut Cx, mapping: &Mapping) -> Result<(), AwsError> {
    let Some(lanes) = mapping.stream.as_ref().map(|reading| reading.lanes) else {
        return Ok(());
    };
    let (scope, uuid) = (cx.scope(), mapping.uuid.as_str());
    let rows = PROGRESS.scan(cx.tx, scope, Span::prefix(uuid), usize::MAX, false)?;
    let mut shards: Vec<(String, u8, Progress)> = Vec::new();
    for ((_, shard, _), own) in rows {
        match shards.last_mut() {
            Some((known, count, progress)) if *known == shard => {
                *count += 1;
                *progress = slower(progress, own);
            }
            _ => shards.push((shard, 1, own)),
        }
    }
    for (shard, count, progress) in shards {
        if count == lanes {
            continue;
        }
        for lane in 0..count.max(lanes) {
            let key = (uuid.to_owned(), shard.clone(), lane);
            match lane < lanes {
                true => PROGRESS.put(cx.tx, scope, &key, &progress.moved())?,
                false => _ = PROGRESS.delete(cx.tx, scope, &key)?,
            }
        }
    }
    Ok(())
}

impl Progress {
    /// What stays of it where batches are made up anew.
    fn moved(&self) -> Progress {
        Progress {
            number: self.number.clone(),
            over: self.over,
            ..Progress::default()
        }
    }
}

fn slower(one: &Progress, other: Progress) -> Progress {
    let first = match (&one.number, &other.number) {
        (Some(one), Some(other)) => haneul_feed::is_before(one, other),
        (known, _) => known.is_none(),
    };
    Progress {
        over: one.over && other.over,
        number: if first {
            one.number.clone()
        } else {
            other.number
        },
        ..Progress::default()
    }
}
