//! The row of a stream, its shards in it, and the ways to it.

use crate::address::{self, Address};
use crate::errors;
use crate::limits::HOUR;
use crate::sequence::Number;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Key, Scope, Stored, Table};
use jiff::Timestamp;
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

pub static STREAMS: Table<String, Stream> = Table::new("kinesis_stream");

/// Every stream of the cloud: partition, account, Region, name.
pub static PLACES: Table<(String, String, String, String), Mark> = Table::new("kinesis_place");

pub const GLOBAL: Scope<'static> = Scope::new("", "", "");

/// The row of a table in which the key says it all.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Mark {}

impl Stored for Mark {
    const VERSION: u32 = 1;
}

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stream {
    /// Another for each stream, also of the same name.
    pub id: u64,
    /// As AWS shows it.
    pub shown_id: String,
    pub name: String,
    pub created: i64,
    /// What it is busy with.
    pub busy: Option<Busy>,
    pub on_demand: bool,
    pub retention_hours: i64,
    /// Records up to this time are gone, however long others are kept.
    pub trimmed: i64,
    /// Open ones, and closed ones whose records are still kept; by number.
    pub shards: Vec<Shard>,
    pub next_shard: u32,
    /// Shard-level metrics that were asked for.
    pub metrics: Vec<String>,
    pub key: Option<String>,
    pub record_kib: i64,
    pub warm_mibps: Option<i64>,
    pub policy: Option<String>,
    pub tags: Vec<(String, String)>,
    /// See [`haneul_store::Place::era`].
    pub era: u16,
    /// When the number of shards was set, within the last day.
    pub count_changes: Vec<i64>,
    pub mode_changes: Vec<i64>,
    /// When an on-demand stream grew last.
    pub grown: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Busy {
    pub with: Change,
    pub until: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Change {
    Creating,
    Updating,
    Deleting,
}

impl Change {
    pub fn name(self) -> &'static str {
        match self {
            Change::Creating => "CREATING",
            Change::Updating => "UPDATING",
            Change::Deleting => "DELETING",
        }
    }
}

/// A number of 128 bits, as the half above and the half below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wide(pub u64, pub u64);

impl Wide {
    pub fn of(value: u128) -> Wide {
        Wide((value >> 64) as u64, value as u64)
    }

    pub fn get(self) -> u128 {
        u128::from(self.0) << 64 | u128::from(self.1)
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Shard {
    pub number: u32,
    /// First and last hash key.
    pub first: Wide,
    pub last: Wide,
    pub parent: Option<u32>,
    pub adjacent: Option<u32>,
    pub created: i64,
    /// Before all its records.
    pub start: Wide,
    pub closed: Option<Closed>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closed {
    pub at: i64,
    /// Behind all its records.
    pub end: Wide,
}

impl Stored for Stream {
    const VERSION: u32 = 1;
}

pub fn shard_id(number: u32) -> String {
    format!("shardId-{number:012}")
}

pub fn shard_number(id: &str) -> Option<u32> {
    let digits = id.strip_prefix("shardId-")?;
    let known = digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_digit());
    known.then(|| digits.parse().ok()).flatten()
}

impl Stream {
    pub fn status(&self, now: i64) -> &'static str {
        match &self.busy {
            // It is there until its timer has run.
            Some(busy) if busy.with == Change::Deleting => busy.with.name(),
            Some(busy) if now < busy.until => busy.with.name(),
            _ => "ACTIVE",
        }
    }

    /// Whether records can be put and read.
    pub fn is_usable(&self, now: i64) -> bool {
        matches!(self.status(now), "ACTIVE" | "UPDATING")
    }

    /// Records up to this time are gone.
    pub fn horizon(&self, now: i64) -> i64 {
        self.trimmed.max(now - self.retention_hours * HOUR)
    }

    pub fn open(&self) -> impl Iterator<Item = &Shard> {
        self.shards.iter().filter(|shard| shard.closed.is_none())
    }

    pub fn shard(&self, number: u32) -> Option<&Shard> {
        let at = self.shards.binary_search_by_key(&number, |s| s.number);
        at.ok().map(|at| &self.shards[at])
    }

    pub fn number(&self, shard: u32, place: u128) -> Number {
        Number {
            second: self.created / crate::limits::SECOND,
            shard,
            place,
        }
    }

    /// What those wait on who read the shard as records come.
    pub fn channel(&self, shard: u32) -> String {
        format!("kinesis/{:016x}/{shard}", self.id)
    }
}

/// A stream, whose it is, and where its open shards begin.
pub struct Found {
    pub address: Address,
    pub stream: Stream,
    /// First hash key and position among the shards, by the former.
    open: Vec<(u128, usize)>,
    /// Whether its lines were found to go on from here (see `record::put`).
    pub goes_on: AtomicBool,
}

impl Found {
    pub fn of(address: Address, stream: Stream) -> Found {
        let shards = stream.shards.iter().enumerate();
        let mut open: Vec<(u128, usize)> = shards
            .filter(|(_, shard)| shard.closed.is_none())
            .map(|(at, shard)| (shard.first.get(), at))
            .collect();
        open.sort_unstable();
        Found {
            address,
            stream,
            open,
            goes_on: AtomicBool::new(false),
        }
    }

    pub fn scope<'s>(&'s self, cx: &Cx<'s>) -> Scope<'s> {
        cx.scope_of(&self.address.account, cx.region())
    }

    pub fn arn(&self, cx: &Cx) -> String {
        self.address.arn(cx)
    }

    /// The open shard that has this hash key.
    pub fn shard_of(&self, hash: u128) -> Option<&Shard> {
        let behind = self.open.partition_point(|(first, _)| *first <= hash);
        let (_, at) = self.open.get(behind.checked_sub(1)?)?;
        self.stream.shards.get(*at)
    }

    pub fn shard(&self, id: &str) -> Option<&Shard> {
        self.stream.shard(shard_number(id)?)
    }
}

/// Those members by which operations name a stream.
pub struct Named<'a> {
    pub name: Option<&'a str>,
    pub arn: Option<&'a str>,
    pub id: Option<&'a str>,
}

/// `named!(input)` for inputs with all three members.
macro_rules! named {
    ($input:expr) => {
        $crate::stream::row::Named {
            name: $input.stream_name.as_deref(),
            arn: $input.stream_arn.as_deref(),
            id: $input.stream_id.as_deref(),
        }
    };
}
pub(crate) use named;

pub fn at(cx: &mut Cx, named: &Named<'_>) -> Result<Arc<Found>, AwsError> {
    let address = Address::of(cx, named.name, named.arn)?;
    let found = at_address(cx, &address)?;
    match named.id {
        Some(id) if id != found.stream.shown_id => Err(errors::argument(format!(
            "StreamId {id} is not that of stream {}.",
            address.name
        ))),
        _ => Ok(found),
    }
}

pub fn at_address(cx: &mut Cx, address: &Address) -> Result<Arc<Found>, AwsError> {
    find(cx, address)?.ok_or_else(|| errors::no_stream(address))
}

/// A stream of the same name that was made at another time is another one.
pub fn check_created(found: &Found, created: Option<Timestamp>) -> Result<(), AwsError> {
    let second = found.stream.created / crate::limits::SECOND;
    match created.is_some_and(|created| created.as_second() != second) {
        true => Err(errors::no_stream(&found.address)),
        false => Ok(()),
    }
}

/// The same of a stream that is not busy, to change it.
pub fn active(cx: &mut Cx, named: &Named<'_>) -> Result<Arc<Found>, AwsError> {
    let found = at(cx, named)?;
    check_active(cx, &found)?;
    Ok(found)
}

pub fn check_active(cx: &Cx, found: &Found) -> Result<(), AwsError> {
    match found.stream.status(cx.now().as_microsecond()) {
        "ACTIVE" => Ok(()),
        status => Err(errors::not_active(&found.address, status)),
    }
}

/// The same of a stream that records can be put into and read from.
pub fn usable(cx: &mut Cx, address: &Address) -> Result<Arc<Found>, AwsError> {
    let found = at_address(cx, address)?;
    match found.stream.is_usable(cx.now().as_microsecond()) {
        true => Ok(found),
        false => Err(errors::no_stream(address)),
    }
}

pub fn find(cx: &mut Cx, address: &Address) -> Result<Option<Arc<Found>>, AwsError> {
    let scope = cx.scope_of(&address.account, cx.region());
    let name = address.name.as_str();
    let prefix = STREAMS.prefix(scope)?;
    let mark = cx.cloud.store.watermark(&prefix);
    let mut key = prefix;
    name.encode(&mut key);
    let cache = cx.cloud.locals.get::<Known>();
    if let Some((version, found)) = cache.0.get(&key) {
        if version >= mark {
            cx.tx.depend_on(STREAMS.place(scope, name)?);
            return Ok(Some(found));
        }
    }
    let Some(stream) = STREAMS.get(cx.tx, scope, name)? else {
        return Ok(None);
    };
    let found = Arc::new(Found::of(address.clone(), stream));
    cache.0.insert(key, (cx.tx.version(), found.clone()));
    Ok(Some(found))
}

pub fn put(cx: &mut Cx, found: &Found, stream: &Stream) -> Result<(), AwsError> {
    let scope = found.scope(cx);
    Ok(STREAMS.put(cx.tx, scope, &stream.name, stream)?)
}

/// Says that the stream is busy with a change, and writes it.
pub fn put_busy(cx: &mut Cx, found: &Found, mut stream: Stream) -> Result<(), AwsError> {
    stream.busy = Some(Busy {
        with: Change::Updating,
        until: cx.now().as_microsecond() + crate::limits::CHANGE,
    });
    put(cx, found, &stream)
}

/// Parsed rows with the version they were read at (as queues are remembered in SQS).
struct Known(Cache<Vec<u8>, (u64, Arc<Found>)>);

impl Default for Known {
    fn default() -> Self {
        Self(Cache::new(1_024))
    }
}

/// The ARN of a stream of the caller's.
pub fn own_arn(cx: &Cx, name: &str) -> String {
    address::stream_arn(cx, cx.account(), name)
}
