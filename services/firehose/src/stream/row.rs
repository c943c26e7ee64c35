//! The row of a delivery stream, and the ways to it.

use crate::errors;
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{
    StoreError, Stored, Table, decode_body, encode_body, first_version, from_first_version,
};
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

/// Something random in a prefix.
const RANDOM: &str = "!{firehose:random-string}";

/// The kind of processors that functions are.
pub const LAMBDA: &str = "Lambda";

/// From this level on rows were written as version 2.
const SECOND_VERSION: u32 = 5;

impl Stored for Stream {
    const VERSION: u32 = 3;
    const LEVEL: u32 = 8;

    fn before(&self) -> haneul_store::Result<(u32, Vec<u8>)> {
        first_version(self, self.names_function() || self.names_random())
    }

    /// Whoever knows version 2 would post records that no function has seen, and deliver nothing at
    /// all below a prefix with something random in it.
    fn at_level(&self, level: u32) -> haneul_store::Result<(u32, Vec<u8>)> {
        let is_newer = self.endpoint.is_some() && self.names_function();
        match (level >= SECOND_VERSION, is_newer || self.names_random()) {
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
    fn names_function(&self) -> bool {
        let mut processors = self.destination.processors.iter();
        processors.any(|processor| processor.kind == LAMBDA)
    }

    fn names_random(&self) -> bool {
        let own = Some(&self.destination);
        let all = own.into_iter().chain(self.destination.backup.as_deref());
        let mut prefixes = all.flat_map(|one| [&one.prefix, &one.error_prefix]);
        prefixes.any(|prefix| prefix.as_ref().is_some_and(|text| text.contains(RANDOM)))
    }

    /// The role of whatever names none of its own.
    pub fn role(&self) -> &str {
        let endpoint = self.endpoint.as_ref();
        let role = endpoint.and_then(|endpoint| endpoint.role.as_deref());
        role.unwrap_or(&self.destination.role)
    }

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
