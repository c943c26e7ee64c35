//! A log file.

use crate::trail::Trail;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use haneul_pipeline::Cloud;
use haneul_pipeline::trail::Event;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use std::io::Write;

pub struct File {
    pub account: String,
    pub region: String,
    pub key: String,
    /// Zipped.
    pub body: Bytes,
    /// Of what is in it, in hexadecimal digits.
    pub hash: String,
    pub newest: Timestamp,
    pub oldest: Timestamp,
}

impl File {
    pub fn of(cloud: &Cloud, trail: &Trail, account: &str, region: &str, events: &[Event]) -> File {
        let records: Vec<&str> = events.iter().map(|event| event.record.as_str()).collect();
        let text = format!("{{\"Records\":[{}]}}", records.join(","));
        let now = cloud.clock.now();
        let at = now.to_zoned(TimeZone::UTC);
        let name = format!(
            "CloudTrail/{region}/{}/{account}_CloudTrail_{region}_{}_{}.json.gz",
            at.strftime("%Y/%m/%d"),
            at.strftime("%Y%m%dT%H%MZ"),
            unique(cloud),
        );
        let times = || events.iter().map(|event| event.at);
        File {
            account: account.to_owned(),
            region: region.to_owned(),
            key: trail.key(account, &name),
            hash: hash(text.as_bytes()),
            body: zip(text.as_bytes()),
            newest: times().max().unwrap_or(now),
            oldest: times().min().unwrap_or(now),
        }
    }
}

/// Sixteen letters and digits.
fn unique(cloud: &Cloud) -> String {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let bytes: [u8; 16] = cloud.random.bytes();
    let letter = |byte: &u8| char::from(LETTERS[usize::from(*byte) % LETTERS.len()]);
    bytes.iter().map(letter).collect()
}

pub fn hash(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

pub fn zip(bytes: &[u8]) -> Bytes {
    let mut zipped = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let done = zipped.write_all(bytes).and_then(|()| zipped.finish());
    done.unwrap_or_default().into()
}
