//! The row of a delivery stream, and the ways to it.

use crate::errors;
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table, first_version, from_first_version};
use serde::{Deserialize, Serialize};

pub static STREAMS: Table<String, Stream> = Table::new("firehose_stream");

/// Times are microseconds of the cloud's clock.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Stream {
    /// Another for each stream, also of the same name.
    pub id: u64,
    pub name: String,
    pub created: i64,
    pub updated: Option<i64>,
    /// Rises with every change of the destination.
    pub version: u64,
    pub active: i64,
    pub deleting: bool,
    pub source: Option<Source>,
    pub throughput_hint: Option<i64>,
    pub destination: Destination,
    pub encrypted: bool,
    pub tags: Vec<(String, String)>,
    /// Where records are posted to; then the destination takes what failed, or all of it too.
    pub endpoint: Option<Endpoint>,
}

/// A URL that takes records.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Endpoint {
    pub url: String,
    pub name: Option<String>,
    /// Sealed.
    pub access_key: Option<Bytes>,
    pub role: Option<String>,
    pub mebibytes: i64,
    pub seconds: i64,
    pub gzip: bool,
    pub attributes: Vec<(String, String)>,
    /// How long it is tried, in seconds.
    pub retry: i64,
    /// All records go to the destination too, not only those that failed.
    pub backup_all: bool,
    pub logging: Option<Logging>,
}

/// The stream that records come from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Source {
    pub arn: String,
    pub role: String,
    /// Records that came before are not delivered.
    pub since: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Destination {
    /// Described as an extended one.
    pub extended: bool,
    pub role: String,
    pub bucket: String,
    pub prefix: Option<String>,
    pub error_prefix: Option<String>,
    pub mebibytes: i64,
    pub seconds: i64,
    pub compression: String,
    pub logging: Option<Logging>,
    pub processing: bool,
    pub processors: Vec<Processor>,
    /// Records as they came go here, too.
    pub backup: Option<Box<Destination>>,
    pub backup_on: bool,
    pub partitioned: bool,
    pub partition_retry: Option<i64>,
    pub extension: Option<String>,
    pub zone: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Logging {
    pub enabled: bool,
    pub group: Option<String>,
    pub stream: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Processor {
    pub kind: String,
    pub parameters: Vec<(String, String)>,
}

/// The kind of processors that functions are.
pub const LAMBDA: &str = "Lambda";

impl Stored for Stream {
    const VERSION: u32 = 2;
    const LEVEL: u32 = 5;

    fn before(&self) -> haneul_store::Result<(u32, Vec<u8>)> {
        let mut processors = self.destination.processors.iter();
        first_version(self, processors.any(|processor| processor.kind == LAMBDA))
    }

    fn migrate(version: u32, bytes: &[u8]) -> haneul_store::Result<Self> {
        from_first_version(version, bytes)
    }
}

impl Processor {
    pub fn parameter(&self, name: &str) -> Option<&str> {
        let found = self.parameters.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl Destination {
    /// A processor of this kind that is to run.
    pub fn processor(&self, kind: &str) -> Option<&Processor> {
        let mut processors = self.processors.iter().filter(|_| self.processing);
        processors.find(|processor| processor.kind == kind)
    }

    pub fn bucket_name(&self) -> &str {
        self.bucket.rsplit(':').next().unwrap_or_default()
    }
}

impl Stream {
    /// How long records wait at most.
    pub fn seconds(&self) -> i64 {
        let endpoint = self.endpoint.as_ref();
        endpoint.map_or(self.destination.seconds, |endpoint| endpoint.seconds)
    }

    /// How many wait at most.
    pub fn mebibytes(&self) -> i64 {
        let endpoint = self.endpoint.as_ref();
        endpoint.map_or(self.destination.mebibytes, |endpoint| endpoint.mebibytes)
    }

    /// Whether those whom it tells may take their time.
    pub fn takes_time(&self) -> bool {
        self.endpoint.is_some() || self.destination.processor(LAMBDA).is_some()
    }

    pub fn status(&self, now: i64) -> &'static str {
        match self.deleting {
            true => "DELETING",
            false if now < self.active => "CREATING",
            false => "ACTIVE",
        }
    }
}

pub fn arn(cx: &Cx, name: &str) -> String {
    cx.arn("firehose", &format!("deliverystream/{name}"))
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Stream>, AwsError> {
    let scope = cx.scope();
    Ok(STREAMS.get(cx.tx, scope, name)?)
}

pub fn at(cx: &mut Cx, name: &str) -> Result<Stream, AwsError> {
    let account = cx.account();
    find(cx, name)?.ok_or_else(|| errors::no_stream(name, account))
}

/// The same of a stream that is ready.
pub fn active(cx: &mut Cx, name: &str) -> Result<Stream, AwsError> {
    let stream = at(cx, name)?;
    match stream.status(cx.now().as_microsecond()) {
        "ACTIVE" => Ok(stream),
        status => Err(errors::not_active(name, cx.account(), status)),
    }
}

pub fn put(cx: &mut Cx, stream: &Stream) -> Result<(), AwsError> {
    let scope = cx.scope();
    Ok(STREAMS.put(cx.tx, scope, &stream.name, stream)?)
}
