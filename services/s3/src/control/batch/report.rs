//! The report of a job that has come to its end: lists of what was done and what failed, and a manifest
//! of them. Whoever sees the manifest finds all the rest.

use super::row::{self, Job};
use super::work::Actor;
use crate::body::Algorithm;
use crate::control::shapes::JobReport;
use crate::inventory::date;
use haneul_pipeline::AwsError;
use serde_json::{Value as Json, json};
use sha1::{Digest, Sha1};

/// Bytes of one list.
const LIST: usize = 16 << 20;

pub async fn write(actor: &Actor<'_>, job: &Job, report: &JobReport) -> Result<(), AwsError> {
    let bucket = report.bucket.as_deref().unwrap_or_default();
    let bucket = bucket.split_once(":::").map_or(bucket, |(_, name)| name);
    let prefix = match report.prefix.as_deref().unwrap_or_default() {
        "" => String::new(),
        prefix => format!("{}/", prefix.trim_end_matches('/')),
    };
    let place = Place {
        actor,
        bucket,
        folder: format!("{prefix}job-{}", job.id),
        owner: report.expected_bucket_owner.as_deref(),
    };
    let mut results = Vec::new();
    for (failed, name) in [(false, "succeeded"), (true, "failed")] {
        place.lists(job, failed, name, &mut results).await?;
    }
    let manifest = json!({
        "Format": "Report_CSV_20180820",
        "ReportCreationDate": date(actor.cloud.clock.now()),
        "Results": results,
        "ReportSchema": "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage",
    })
    .to_string();
    let sum = hex::encode(Algorithm::Md5.digest(manifest.as_bytes()));
    let key = format!("{}/manifest.json", place.folder);
    place.put(&format!("{key}.md5"), sum).await?;
    place.put(&key, manifest).await
}

struct Place<'p> {
    actor: &'p Actor<'p>,
    bucket: &'p str,
    folder: String,
    owner: Option<&'p str>,
}

impl Place<'_> {
    async fn lists(
        &self,
        job: &Job,
        failed: bool,
        name: &str,
        results: &mut Vec<Json>,
    ) -> Result<(), AwsError> {
        let mut after = None;
        let mut text = String::new();
        loop {
            let store = &self.actor.cloud.store;
            let rows = store.read(|tx| row::lines(tx, &job.id, failed, after))?;
            let is_last = rows.is_empty();
            for (at, lines) in rows {
                text.push_str(&lines);
                after = Some(at);
            }
            if !text.is_empty() && (is_last || text.len() >= LIST) {
                let list = std::mem::take(&mut text);
                results.push(self.list(name, list).await?);
            }
            if is_last {
                return Ok(());
            }
        }
    }

    async fn list(&self, name: &str, text: String) -> Result<Json, AwsError> {
        let sum = hex::encode(Algorithm::Md5.digest(text.as_bytes()));
        let id = hex::encode(Sha1::digest(text.as_bytes()));
        let key = format!("{}/results/{id}.csv", self.folder);
        self.put(&key, text).await?;
        Ok(json!({
            "TaskExecutionStatus": name,
            "Bucket": self.bucket,
            "MD5Checksum": sum,
            "Key": key,
        }))
    }

    async fn put(&self, key: &str, text: String) -> Result<(), AwsError> {
        let mut input = json!({"Bucket": self.bucket, "Key": key});
        if let Some(owner) = self.owner {
            input["ExpectedBucketOwner"] = json!(owner);
        }
        self.actor
            .send("PutObject", input, Some(text.into()))
            .await?;
        Ok(())
    }
}
