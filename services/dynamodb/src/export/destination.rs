//! Where files of an export lie, and putting them there.

use crate::export::row::{Destination, Export};
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cloud, Invocation, invoke};
use haneul_runtime::outbox::Outgoing;
use md5::{Digest, Md5};
use serde_json::json;

/// A file's key in the bucket, below the prefix.
fn below(to: &Destination, rest: &str) -> String {
    match to
        .prefix
        .as_deref()
        .map(|prefix| prefix.trim_end_matches('/'))
    {
        Some(prefix) if !prefix.is_empty() => format!("{prefix}/AWSDynamoDB/{rest}"),
        _ => format!("AWSDynamoDB/{rest}"),
    }
}

/// A file that says what the export is.
pub fn manifest(export: &Export, name: &str) -> String {
    below(&export.to, &format!("{}/{name}", export.id))
}

/// The same name each time that a file is written. Those of changes lie together for all exports.
pub fn data(export: &Export, number: u32) -> String {
    let digest = Md5::digest(format!("{}/{number}", export.id));
    let letters = digest.iter().chain(digest.iter().rev().take(10));
    let name: String = letters
        .map(|b| char::from(b"abcdefghijklmnopqrstuvwxyz234567"[usize::from(b & 31)]))
        .collect();
    let kind = if export.is_ion { "ion" } else { "json" };
    match export.is_full() {
        true => manifest(export, &format!("data/{name}.{kind}.gz")),
        false => below(&export.to, &format!("data/{name}.{kind}.gz")),
    }
}

pub fn checksum(body: &[u8]) -> String {
    BASE64_STANDARD.encode(Md5::digest(body))
}

/// Puts a file as whoever asked for the export; its entity tag.
pub async fn put(
    cloud: &Cloud,
    errand: &Outgoing,
    export: &Export,
    key: &str,
    body: Bytes,
) -> Result<String, AwsError> {
    let to = &export.to;
    let mut input = json!({
        "Bucket": to.bucket, "Key": key, "ServerSideEncryption": to.algorithm_of_s3(),
    });
    if let Some(id) = &to.key {
        input["SSEKMSKeyId"] = json!(id);
    }
    if let Some(owner) = &to.owner {
        input["ExpectedBucketOwner"] = json!(owner);
        if owner != export.actor.account() {
            input["ACL"] = json!("bucket-owner-full-control");
        }
    }
    let invocation = Invocation {
        caller: export.actor.caller(cloud)?,
        account: errand.account.clone(),
        region: errand.region.clone(),
        service: "s3",
        operation: "PutObject",
        input,
        body: Some(body),
        delivers: None,
    };
    let answer = invoke(cloud, invocation).await?;
    let tag = answer.output["ETag"].as_str().unwrap_or_default();
    Ok(tag.trim_matches('"').to_owned())
}

impl Destination {
    fn algorithm_of_s3(&self) -> &str {
        match self.algorithm.as_str() {
            "KMS" => "aws:kms",
            other => other,
        }
    }
}
