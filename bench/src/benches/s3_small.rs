//! Small objects: durable writes against the store's own, reads against the HTTP server alone, writes
//! under a key of KMS against those under the service's own.

use super::noise;
use crate::Options;
use crate::client::Call;
use crate::load::Load;
use crate::report::Report;
use crate::rounds::{Side, against_store, compare};
use crate::stage::{BATCH, Stage};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use crc_fast::{CrcAlgorithm, checksum};
use http::Method;
use serde_json::{Value, json};
use std::sync::atomic::{AtomicU64, Ordering};

const PUT_BAR: f64 = 0.50;
const GET_BAR: f64 = 0.35;
/// A write under a key of KMS may cost so much more: 15 %.
const KMS_BAR: f64 = 1.0 / 1.15;
const CONNECTIONS: usize = 64;
const SIZE: usize = 1024;

/// PutObject of 1 KiB: every request makes a new object, so it is signed when it is sent.
pub fn put(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "s3:*")?;
    bucket(&stage, "/bench")?;
    let load = new_objects(&stage, "/bench/", options);
    let mut report = Report::new(
        "s3-put-small",
        format!("durable PutObject of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    let place = (stage.dir(), PUT_BAR);
    against_store(&mut report, "/s", options, place, || stage.sample(&load))?;
    Ok(report)
}

/// The same into a bucket that encrypts under a key of KMS, with a bucket key, and into one that does so
/// under keys of S3.
pub fn put_kms(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "*")?;
    let made = stage.send(&Call::json("kms", "TrentService.CreateKey", &json!({})))?;
    let made: Value = serde_json::from_str(&made).map_err(|e| e.to_string())?;
    let key = made["KeyMetadata"]["Arn"].as_str().unwrap_or_default();
    bucket(&stage, "/bench-s3")?;
    bucket(&stage, "/bench-kms")?;
    let rule = format!(
        "<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID>{key}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>true</BucketKeyEnabled></Rule></ServerSideEncryptionConfiguration>"
    );
    let sum = checksum(CrcAlgorithm::Crc32IsoHdlc, rule.as_bytes()) as u32;
    let call = Call::with_body("s3", Method::PUT, "/bench-kms", rule.into())
        .header(
            "x-amz-checksum-crc32",
            BASE64_STANDARD.encode(sum.to_be_bytes()),
        )
        .with_query("encryption=".to_owned());
    stage.send(&call)?;
    let ours = new_objects(&stage, "/bench-kms/", options);
    let theirs = new_objects(&stage, "/bench-s3/", options);
    let mut report = Report::new(
        "s3-put-kms",
        format!("durable PutObject of 1 KiB with a bucket key, {CONNECTIONS} connections"),
    );
    let sides = vec![
        Side::haneul("under a key of KMS", KMS_BAR, || stage.sample(&ours)),
        Side::peer("under keys of S3", || stage.sample(&theirs)),
    ];
    compare(&mut report, "/s", options.rounds, sides)?;
    Ok(report)
}

/// A new bucket, by its path.
pub fn bucket(stage: &Stage, path: &str) -> Result<(), String> {
    let call = Call::with_body("s3", Method::PUT, path, Bytes::new());
    stage.send(&call).map(drop)
}

/// Puts objects of 1 KiB under new names, one after the other.
pub fn new_objects(stage: &Stage, prefix: &str, options: &Options) -> Load {
    let (count, body, prefix) = (AtomicU64::new(0), noise(SIZE), prefix.to_owned());
    stage.fresh(options, CONNECTIONS, move |_| {
        let nth = count.fetch_add(1, Ordering::Relaxed);
        let path = format!("{prefix}object-{nth:09}");
        Call::with_body("s3", Method::PUT, path, body.clone())
    })
}

/// GetObject of 1 KiB, of a thousand objects in turn.
pub fn get(options: &Options) -> Result<Report, String> {
    let stage = Stage::new(options, "s3:*")?;
    bucket(&stage, "/bench")?;
    for nth in 0..BATCH {
        stage.send(&Call::with_body("s3", Method::PUT, path(nth), noise(SIZE)))?;
    }
    let load = stage.prepared(options, (CONNECTIONS, BATCH), |nth| {
        Call::with_body("s3", Method::GET, path(nth), Bytes::new())
    })?;
    let report = Report::new(
        "s3-get-small",
        format!("GetObject of 1 KiB, signed by an IAM user, {CONNECTIONS} connections"),
    );
    stage.against_bare(report, "/s", options, (GET_BAR, SIZE), &load)
}

fn path(nth: u64) -> String {
    format!("/bench/object-{nth}")
}
