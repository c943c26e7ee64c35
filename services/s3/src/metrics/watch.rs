//! What CloudWatch is told of requests, where a configuration of the bucket wants it. Other buckets
//! pay nothing for it.

use super::configuration::{KIND, Rule};
use crate::bucket::{Bucket, configured};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Cx, Measure};
use haneul_runtime::host;
use haneul_store::Scope;
use http::HeaderMap;

const fn measure(name: &'static str, unit: &'static str) -> Measure {
    Measure {
        principal: "s3.amazonaws.com",
        namespace: "AWS/S3",
        name,
        dimensions: &["BucketName", "FilterId"],
        unit,
        followed: false,
    }
}

static ALL: Measure = measure("AllRequests", "Count");
static GET: Measure = measure("GetRequests", "Count");
static PUT: Measure = measure("PutRequests", "Count");
static DELETE: Measure = measure("DeleteRequests", "Count");
static HEAD: Measure = measure("HeadRequests", "Count");
static POST: Measure = measure("PostRequests", "Count");
static LIST: Measure = measure("ListRequests", "Count");
static DOWNLOADED: Measure = measure("BytesDownloaded", "Bytes");
static UPLOADED: Measure = measure("BytesUploaded", "Bytes");
static REFUSED: Measure = measure("4xxErrors", "Count");
static FAILED: Measure = measure("5xxErrors", "Count");
static LATENCY: Measure = measure("TotalRequestLatency", "Milliseconds");

/// Has the answer of a call measured, as often as the bucket's configurations mean it.
pub fn watch(cx: &mut Cx, bucket: &Bucket, operation: &str, input: &Value) -> Result<(), AwsError> {
    let key = input.str("Key");
    let rules = configured::list::<Rule>(cx, bucket, KIND)?.into_iter();
    let ids: Vec<String> = rules
        .filter(|(_, rule)| rule.means(key))
        .map(|(id, _)| id)
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let (kind, uploaded) = (
        kind(operation, key.is_some()),
        length(&cx.call.request.headers),
    );
    let (partition, now) = (cx.partition().to_owned(), cx.now());
    let (owner, region) = (bucket.owner.clone(), bucket.region.clone());
    let (name, began) = (bucket.name.clone(), host::instant());
    cx.call
        .request
        .witness
        .listen("metrics", move |cloud, answered| {
            let took = began.elapsed().as_secs_f64() * 1e3;
            let is = |class: u16| f64::from(u8::from(answered.status / 100 == class));
            let mut counted = vec![
                (&ALL, 1.0),
                (&REFUSED, is(4)),
                (&FAILED, is(5)),
                (&LATENCY, took),
            ];
            counted.extend(kind.map(|kind| (kind, 1.0)));
            if kind.is_some_and(|kind| std::ptr::eq(kind, &GET)) {
                counted.push((&DOWNLOADED, answered.bytes as f64));
            }
            if kind.is_some_and(|kind| std::ptr::eq(kind, &PUT)) {
                counted.push((&UPLOADED, uploaded.unwrap_or_default() as f64));
            }
            let scope = Scope::new(&partition, &owner, &region);
            for id in &ids {
                let values = [name.as_str(), id.as_str()];
                cloud.measures.count_all(&counted, scope, &values, now);
            }
        });
    Ok(())
}

/// Of a body, without what its pieces are signed with.
fn length(headers: &HeaderMap) -> Option<u64> {
    let number = |name: &str| headers.get(name)?.to_str().ok()?.parse().ok();
    number("x-amz-decoded-content-length").or(number("content-length"))
}

/// By which kind of request AWS counts it; those that are about no object are of none.
fn kind(operation: &str, has_key: bool) -> Option<&'static Measure> {
    match operation {
        "ListObjects" | "ListObjectsV2" | "ListObjectVersions" | "ListMultipartUploads" => {
            Some(&LIST)
        }
        "DeleteObjects" => Some(&DELETE),
        _ if !has_key => None,
        "CreateMultipartUpload" | "CompleteMultipartUpload" | "RestoreObject" => Some(&POST),
        "ListParts" => Some(&LIST),
        "AbortMultipartUpload" => Some(&DELETE),
        _ if operation.starts_with("Get") => Some(&GET),
        _ if operation.starts_with("Head") => Some(&HEAD),
        _ if operation.starts_with("Delete") => Some(&DELETE),
        _ => Some(&PUT),
    }
}
