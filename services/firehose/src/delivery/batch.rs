//! What is delivered together, and the objects that are made of it.

use super::expression::{Expression, Values};
use super::row::Cut;
use super::{compress, partition};
use crate::limits::ROWS_AT_ONCE;
use crate::record::buffer::{self, Record, Room};
use crate::stream::row::{Destination, Stream};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::Outgoing;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;
use std::borrow::Cow;
use std::sync::Arc;

pub struct Batch {
    pub records: Vec<Record>,
    pub end: u128,
    pub more: bool,
}

/// An object on its way.
pub struct Object {
    pub role: String,
    pub bucket: String,
    pub key: String,
    pub body: Bytes,
    /// Of records that failed nothing is measured.
    pub measured: Option<Measured>,
}

/// What is told of an object that was put.
pub struct Measured {
    pub is_backup: bool,
    pub records: usize,
    pub bytes: usize,
    /// When the first of its records came.
    pub oldest: i64,
}

impl Measured {
    fn of(records: &[Record], is_backup: bool) -> Option<Measured> {
        Some(Measured {
            is_backup,
            records: records.len(),
            bytes: records.iter().map(|record| record.data.len()).sum(),
            oldest: records.iter().map(|record| record.at).min()?,
        })
    }
}

/// A record that cannot be delivered as it should.
pub struct Failure {
    pub record: Record,
    pub code: Cow<'static, str>,
    pub message: String,
    pub attempts: u32,
    /// When the last of them ended.
    pub at: i64,
    /// The function that did not do.
    pub function: Option<Arc<str>>,
}

impl Failure {
    /// At the first try, as soon as the record came.
    pub fn new(record: Record, code: &'static str, message: impl Into<String>) -> Failure {
        Failure {
            at: record.at,
            record,
            code: Cow::Borrowed(code),
            message: message.into(),
            attempts: 1,
            function: None,
        }
    }
}

/// What came of a batch before it is delivered: records as they are to be, and others.
pub struct Processed {
    pub good: Vec<Record>,
    pub bad: Vec<Failure>,
}

impl Processed {
    /// Those that did not go through, in one object.
    pub fn failed(&self, stream: &Stream, cut: &Cut) -> Result<Option<Object>, AwsError> {
        let mut names = Names::of(stream, cut);
        match self.bad.is_empty() {
            true => Ok(None),
            false => unprocessed(&stream.destination, &mut names, &self.bad).map(Some),
        }
    }
}

/// Records that did not arrive, in one object.
pub fn undelivered(
    stream: &Stream,
    cut: &Cut,
    records: &[Record],
    failed: &Undelivered<'_>,
) -> Result<Object, AwsError> {
    let mut names = Names::of(stream, cut);
    errors(&stream.destination, &mut names, records, failed)
}

impl Batch {
    pub fn read(cx: &mut Cx, stream: &Stream, until: Option<u128>) -> Result<Batch, AwsError> {
        let room = match until {
            Some(_) => Room::ALL,
            None => Room {
                bytes: (stream.mebibytes() as usize) << 20,
                rows: ROWS_AT_ONCE,
            },
        };
        let waiting = buffer::waiting(cx.tx, cx.scope(), stream.id, until, room)?;
        Ok(Batch {
            records: waiting.records,
            end: waiting.end,
            // Whether there is more behind what was cut before is seen by looking again.
            more: waiting.more || until.is_some(),
        })
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The batch as it came, for whoever keeps all of it.
    pub fn copy(&self, stream: &Stream, cut: &Cut) -> Result<Object, AwsError> {
        let mut names = Names::of(stream, cut);
        whole(&stream.destination, &mut names, &self.records)
    }

    pub fn objects(
        &self,
        stream: &Stream,
        cut: &Cut,
        processed: Processed,
    ) -> Result<Vec<Object>, AwsError> {
        let mut names = Names::of(stream, cut);
        let destination = &stream.destination;
        let sorted = partition::sort(destination, processed, &mut names.chance)?;
        let mut objects = Vec::new();
        let delimiter = partition::delimiter(destination);
        for (prefix, records) in sorted.good {
            let body = join(&records, delimiter.as_deref());
            let name = names.next(destination, &records);
            let extension = compress::extension(destination);
            objects.push(Object {
                role: destination.role.clone(),
                bucket: destination.bucket_name().to_owned(),
                key: format!("{prefix}{name}{extension}"),
                body: compress::compress(&destination.compression, body)?,
                measured: Measured::of(&records, false),
            });
        }
        if !sorted.bad.is_empty() {
            objects.push(unprocessed(destination, &mut names, &sorted.bad)?);
        }
        let backup = destination.backup.as_deref();
        if let Some(backup) = backup.filter(|_| destination.backup_on) {
            objects.push(whole(backup, &mut names, &self.records)?);
        }
        Ok(objects)
    }
}

/// Records as they came, in one object.
fn whole(
    destination: &Destination,
    names: &mut Names<'_>,
    records: &[Record],
) -> Result<Object, AwsError> {
    let values = Values::of(destination, records);
    let prefix = partition::prefix(destination, &values, &mut names.chance)?;
    let name = names.next(destination, records);
    let extension = compress::extension(destination);
    Ok(Object {
        role: destination.role.clone(),
        bucket: destination.bucket_name().to_owned(),
        key: format!("{prefix}{name}{extension}"),
        body: compress::compress(&destination.compression, join(records, None))?,
        measured: Measured::of(records, true),
    })
}

fn join(records: &[Record], delimiter: Option<&[u8]>) -> Bytes {
    let mut body = Vec::with_capacity(records.iter().map(|r| r.data.len() + 1).sum());
    for record in records {
        body.extend_from_slice(&record.data);
        body.extend_from_slice(delimiter.unwrap_or_default());
    }
    body.into()
}

/// Records that could not be told apart.
fn unprocessed(
    destination: &Destination,
    names: &mut Names<'_>,
    bad: &[Failure],
) -> Result<Object, AwsError> {
    let documents = bad.iter().map(|failure| {
        let told = Undelivered {
            kind: PROCESSING,
            code: &failure.code,
            message: &failure.message,
            attempts: failure.attempts,
            at: failure.at,
        };
        document(&failure.record, &told, failure.function.as_deref())
    });
    let documents: String = documents.collect();
    let records: Vec<Record> = bad.iter().map(|failure| failure.record.clone()).collect();
    error_object(destination, names, &records, PROCESSING, documents)
}

/// Why a whole batch was not delivered.
pub struct Undelivered<'a> {
    /// `!{firehose:error-output-type}`.
    pub kind: &'a str,
    pub code: &'a str,
    pub message: &'a str,
    pub attempts: u32,
    /// When the last of them ended.
    pub at: i64,
}

fn errors(
    destination: &Destination,
    names: &mut Names<'_>,
    records: &[Record],
    failed: &Undelivered<'_>,
) -> Result<Object, AwsError> {
    let documents = records.iter();
    let documents: String = documents
        .map(|record| document(record, failed, None))
        .collect();
    error_object(destination, names, records, failed.kind, documents)
}

fn document(record: &Record, failed: &Undelivered<'_>, function: Option<&str>) -> String {
    let mut document = json!({
        "attemptsMade": failed.attempts,
        "arrivalTimestamp": record.at / 1_000,
        "errorCode": failed.code,
        "errorMessage": failed.message,
        "attemptEndingTimestamp": failed.at / 1_000,
        "rawData": BASE64_STANDARD.encode(&record.data),
    });
    if let Some(function) = function {
        document["lambdaArn"] = json!(function);
    }
    format!("{document}\n")
}

/// Records that failed lie below the error prefix, a document each with why.
fn error_object(
    destination: &Destination,
    names: &mut Names<'_>,
    records: &[Record],
    kind: &str,
    documents: String,
) -> Result<Object, AwsError> {
    let values = Values::of(destination, records);
    let prefix = Expression::error_prefix(destination)?;
    let prefix = prefix.evaluate(&values, kind, &mut names.chance)?;
    Ok(Object {
        role: destination.role.clone(),
        bucket: destination.bucket_name().to_owned(),
        key: format!("{prefix}{}", names.next(destination, records)),
        body: documents.into(),
        measured: None,
    })
}

const PROCESSING: &str = "processing-failed";

/// Names of objects, the same each time that a batch is tried.
struct Names<'s> {
    stream: &'s Stream,
    seed: u64,
    made: u64,
    chance: Chance,
}

/// What is random in prefixes.
pub struct Chance {
    seed: u64,
    made: u64,
}

/// Characters of something random.
const RANDOM: usize = 11;

impl Chance {
    pub fn of(seed: u64) -> Chance {
        Chance { seed, made: 0 }
    }

    /// Letters and digits.
    pub fn text(&mut self) -> String {
        const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        self.made += 1;
        let mut bits = mix(mix(self.seed).wrapping_add(self.made));
        let sign = |_| {
            let at = bits % SIGNS.len() as u64;
            bits = mix(bits);
            char::from(SIGNS[at as usize])
        };
        (0..RANDOM).map(sign).collect()
    }
}

impl<'s> Names<'s> {
    fn of(stream: &'s Stream, cut: &Cut) -> Names<'s> {
        Names {
            stream,
            seed: cut.seed,
            made: 0,
            chance: Chance::of(cut.seed),
        }
    }

    fn next(&mut self, destination: &Destination, records: &[Record]) -> String {
        self.made += 1;
        let bits = u128::from(mix(self.seed ^ self.made)) << 64
            | u128::from(mix(self.seed.wrapping_add(self.made << 32)));
        let hex = format!("{bits:032x}");
        let oldest = records.iter().map(|r| r.at).min().unwrap_or_default();
        let at = local(destination, oldest);
        format!(
            "{}-{}-{}-{}-{}-{}-{}-{}",
            self.stream.name,
            self.stream.version,
            at.strftime("%Y-%m-%d-%H-%M-%S"),
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        )
    }
}

/// One bit more or less makes another number of it.
pub fn mix(seed: u64) -> u64 {
    let mut bits = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}

/// A time in the destination's zone.
pub fn local(destination: &Destination, micros: i64) -> jiff::Zoned {
    let at = Timestamp::from_microsecond(micros).unwrap_or_default();
    let zone = destination.zone.as_deref().filter(|zone| !zone.is_empty());
    let zone = zone.and_then(|zone| TimeZone::get(zone).ok());
    at.to_zoned(zone.unwrap_or(TimeZone::UTC))
}

/// What errands of other accounts' roles have in common.
pub fn account_of(role: &str, call: &Outgoing) -> String {
    role.split(':')
        .nth(4)
        .map_or_else(|| call.account.clone(), str::to_owned)
}
