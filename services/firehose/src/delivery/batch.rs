//! What is delivered together, and the objects that are made of it.

use super::expression::{Expression, Values};
use super::row::Cut;
use super::{compress, partition};
use crate::record::buffer::{self, Record};
use crate::stream::row::{Destination, Stream};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::Outgoing;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::json;

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
}

/// A record that cannot be delivered as it should.
pub struct Failure {
    pub record: Record,
    pub code: &'static str,
    pub message: String,
}

impl Batch {
    pub fn read(cx: &mut Cx, stream: &Stream, until: Option<u128>) -> Result<Batch, AwsError> {
        let bytes = match until {
            Some(_) => usize::MAX,
            None => (stream.destination.mebibytes as usize) << 20,
        };
        let waiting = buffer::waiting(cx, stream.id, until, bytes)?;
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

    pub fn objects(&self, stream: &Stream, cut: &Cut) -> Result<Vec<Object>, AwsError> {
        let mut names = Names {
            stream,
            seed: cut.seed,
            made: 0,
        };
        let destination = &stream.destination;
        let sorted = partition::sort(destination, &self.records)?;
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
            });
        }
        if !sorted.bad.is_empty() {
            objects.push(errors(destination, &mut names, &sorted.bad)?);
        }
        let backup = destination.backup.as_deref();
        if let Some(backup) = backup.filter(|_| destination.backup_on) {
            let prefix = partition::prefix(backup, &Values::of(backup, &self.records))?;
            let name = names.next(backup, &self.records);
            let extension = compress::extension(backup);
            objects.push(Object {
                role: backup.role.clone(),
                bucket: backup.bucket_name().to_owned(),
                key: format!("{prefix}{name}{extension}"),
                body: compress::compress(&backup.compression, join(&self.records, None))?,
            });
        }
        Ok(objects)
    }
}

fn join(records: &[Record], delimiter: Option<&[u8]>) -> Bytes {
    let mut body = Vec::with_capacity(records.iter().map(|r| r.data.len() + 1).sum());
    for record in records {
        body.extend_from_slice(&record.data);
        body.extend_from_slice(delimiter.unwrap_or_default());
    }
    body.into()
}

/// Records that failed lie below the error prefix, a document each with why.
fn errors(
    destination: &Destination,
    names: &mut Names<'_>,
    bad: &[Failure],
) -> Result<Object, AwsError> {
    let mut body = Vec::new();
    for failure in bad {
        let millis = failure.record.at / 1_000;
        let document = json!({
            "attemptsMade": 1,
            "arrivalTimestamp": millis,
            "errorCode": failure.code,
            "errorMessage": failure.message,
            "attemptEndingTimestamp": millis,
            "rawData": BASE64_STANDARD.encode(&failure.record.data),
        });
        body.extend_from_slice(document.to_string().as_bytes());
        body.push(b'\n');
    }
    let records: Vec<Record> = bad.iter().map(|failure| failure.record.clone()).collect();
    let values = Values::of(destination, &records);
    let prefix = Expression::error_prefix(destination)?.evaluate(&values, PROCESSING)?;
    Ok(Object {
        role: destination.role.clone(),
        bucket: destination.bucket_name().to_owned(),
        key: format!("{prefix}{}", names.next(destination, &records)),
        body: body.into(),
    })
}

const PROCESSING: &str = "processing-failed";

/// Names of objects, the same each time that a batch is tried.
struct Names<'s> {
    stream: &'s Stream,
    seed: u64,
    made: u64,
}

impl Names<'_> {
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
fn mix(seed: u64) -> u64 {
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
