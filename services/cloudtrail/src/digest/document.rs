//! A digest as `validate-logs` reads it.

use super::chain::{End, Noted};
use crate::delivery;
use crate::trail::Trail;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

pub const ALGORITHM: &str = "SHA256withRSA";
const HASH: &str = "SHA-256";
const HOUR: SignedDuration = SignedDuration::from_hours(1);

pub struct Document<'a> {
    pub trail: &'a Trail,
    /// Account and Region.
    pub place: (&'a str, &'a str),
    pub before: Option<&'a End>,
    pub files: &'a [Noted],
    pub end: Timestamp,
    pub fingerprint: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Text<'a> {
    aws_account_id: &'a str,
    digest_start_time: String,
    digest_end_time: String,
    digest_s3_bucket: &'a str,
    digest_s3_object: String,
    digest_public_key_fingerprint: &'a str,
    digest_signature_algorithm: &'a str,
    newest_event_time: Option<String>,
    oldest_event_time: Option<String>,
    previous_digest_s3_bucket: Option<&'a str>,
    previous_digest_s3_object: Option<&'a str>,
    previous_digest_hash_value: Option<&'a str>,
    previous_digest_hash_algorithm: Option<&'a str>,
    previous_digest_signature: Option<&'a str>,
    log_files: Vec<Line<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    s3_bucket: &'a str,
    s3_object: &'a str,
    hash_value: &'a str,
    hash_algorithm: &'a str,
    newest_event_time: String,
    oldest_event_time: String,
}

impl Document<'_> {
    pub fn key(&self) -> String {
        let (account, region) = self.place;
        let at = self.end.to_zoned(TimeZone::UTC);
        let name = format!(
            "CloudTrail-Digest/{region}/{}/{account}_CloudTrail-Digest_{region}_{}_{}_{}.json.gz",
            at.strftime("%Y/%m/%d"),
            self.trail.name,
            self.trail.region,
            at.strftime("%Y%m%dT%H%M%SZ"),
        );
        self.trail.key(account, &name)
    }

    pub fn text(&self) -> String {
        let times = |pick: fn(&Noted) -> Timestamp| self.files.iter().map(pick);
        let text = Text {
            aws_account_id: self.place.0,
            digest_start_time: seconds(self.before.map_or(self.end - HOUR, |end| end.until)),
            digest_end_time: seconds(self.end),
            digest_s3_bucket: &self.trail.bucket,
            digest_s3_object: self.key(),
            digest_public_key_fingerprint: self.fingerprint,
            digest_signature_algorithm: ALGORITHM,
            newest_event_time: times(|(_, file)| file.newest).max().map(seconds),
            oldest_event_time: times(|(_, file)| file.oldest).min().map(seconds),
            previous_digest_s3_bucket: self.before.map(|end| end.bucket.as_str()),
            previous_digest_s3_object: self.before.map(|end| end.key.as_str()),
            previous_digest_hash_value: self.before.map(|end| end.hash.as_str()),
            previous_digest_hash_algorithm: self.before.map(|_| HASH),
            previous_digest_signature: self.before.map(|end| end.signature.as_str()),
            log_files: self.files.iter().map(line).collect(),
        };
        serde_json::to_string(&text).unwrap_or_default()
    }

    /// What the signature is made of.
    pub fn to_sign(&self, object: &str, text: &str) -> String {
        format!(
            "{}\n{}/{object}\n{}\n{}",
            seconds(self.end),
            self.trail.bucket,
            delivery::hash(text.as_bytes()),
            self.before.map_or("null", |end| end.signature.as_str()),
        )
    }
}

fn line((_, file): &Noted) -> Line<'_> {
    Line {
        s3_bucket: &file.bucket,
        s3_object: &file.key,
        hash_value: &file.hash,
        hash_algorithm: HASH,
        newest_event_time: seconds(file.newest),
        oldest_event_time: seconds(file.oldest),
    }
}

fn seconds(time: Timestamp) -> String {
    Timestamp::from_second(time.as_second()).map_or_else(|_| time.to_string(), |t| t.to_string())
}
