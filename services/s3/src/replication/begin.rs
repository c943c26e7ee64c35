//! What is new is sent on its way, in the transaction that makes it.

use super::row::{self, Rule};
use super::status::{Replication, State};
use super::{FAILED, REPLICA};
use crate::bucket::{self, Bucket};
use crate::object::{Marker, Object, shown_version};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value as Json, json};

/// With twice as long a pause each time: what fails for half an hour has failed.
const TRIES: u32 = 10;

/// Sends a new version, or what was said anew of an old one, wherever the rules want it.
pub fn begin(cx: &mut Cx, bucket: &Bucket, key: &str, object: &mut Object) -> Result<(), AwsError> {
    object.replication = None;
    send(cx, bucket, key, object)
}

/// The same of a version that was there before: if it was not sent then, it is not sent now.
pub fn again(cx: &mut Cx, bucket: &Bucket, key: &str, object: &mut Object) -> Result<(), AwsError> {
    match &object.replication {
        Some(Replication::To(_)) => send(cx, bucket, key, object),
        Some(Replication::Replica) => send_back(cx, bucket, key, object),
        None => Ok(()),
    }
}

fn send(cx: &mut Cx, bucket: &Bucket, key: &str, object: &mut Object) -> Result<(), AwsError> {
    let places = copies(cx, bucket, key, object, |_| true)?;
    if !places.is_empty() {
        let pending = |place| (place, State::Pending);
        object.replication = Some(Replication::To(places.into_iter().map(pending).collect()));
    }
    Ok(())
}

/// What is said anew of a replica goes where a rule wants that. It stays a replica.
fn send_back(cx: &mut Cx, bucket: &Bucket, key: &str, object: &Object) -> Result<(), AwsError> {
    let wants = |rule: &Rule| rule.takes_replica_changes;
    copies(cx, bucket, key, object, wants).map(drop)
}

/// Sends copies by the rules, and says where to.
fn copies(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
    wanted: impl Fn(&Rule) -> bool,
) -> Result<Vec<String>, AwsError> {
    // What lies in an archive cannot be read to be copied.
    let archived = object.storage.class.is_some_and(|class| class.is_archive());
    if !bucket.keeps_versions() || archived {
        return Ok(Vec::new());
    }
    let Some(rules) = row::of(cx, bucket)? else {
        return Ok(Vec::new());
    };
    let mut places = Vec::new();
    let chosen = rules.for_object(key, object).into_iter();
    for rule in chosen.filter(|rule| wanted(rule)) {
        let destination = &rule.destination;
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let (name, id) = (encode(&bucket.name), object.version_id());
        let mut input = json!({
            "Bucket": destination.bucket_name(),
            "Key": key,
            "CopySource": format!("{name}/{}?versionId={id}", encode(key)),
            "StorageClass": crate::storage_class::shown(rule.class(object)),
        });
        if destination.takes_ownership {
            input["ExpectedBucketOwner"] = json!(destination.account);
        }
        let by_key = object.encryption.as_ref().and_then(|e| e.by_key.as_ref());
        if let Some(by_key) = by_key {
            input["ServerSideEncryption"] = json!(by_key.shown());
            input["SSEKMSKeyId"] = json!(destination.key);
        }
        call(
            cx,
            bucket,
            &rules.role,
            destination.bucket_name(),
            "CopyObject",
            input,
        )?;
        places.push(destination.bucket_name().to_owned());
    }
    Ok(places)
}

/// Sends a new delete marker.
pub fn begin_marker(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    marker: &Marker,
) -> Result<(), AwsError> {
    if !bucket.keeps_versions() {
        return Ok(());
    }
    let Some(rules) = row::of(cx, bucket)? else {
        return Ok(());
    };
    for rule in rules.for_marker(key) {
        let name = rule.destination.bucket_name();
        let input = json!({
            "Bucket": name,
            "Key": key,
            "VersionId": shown_version(&marker.version),
        });
        call(cx, bucket, &rules.role, name, "DeleteObject", input)?;
    }
    Ok(())
}

/// A call of S3's own, as the role that was passed to it.
fn call(
    cx: &mut Cx,
    source: &Bucket,
    role: &str,
    destination: &str,
    operation: &str,
    input: Json,
) -> Result<(), AwsError> {
    let there = bucket::find(cx, destination)?;
    let region = there.map_or_else(|| source.region.clone(), |bucket| bucket.region);
    cx.send(&Outgoing {
        principal: "s3.amazonaws.com".to_owned(),
        source_arn: source.arn(cx.partition()),
        source_account: source.owner.clone(),
        as_root: false,
        as_role: Some(role.to_owned()),
        partition: cx.partition().to_owned(),
        account: source.owner.clone(),
        region,
        service: "s3".to_owned(),
        operation: operation.to_owned(),
        input,
        attempts: 0,
        give_up_after: TRIES,
        on_refusal: Some(format!("s3/{FAILED}")),
        terms: Terms {
            aside: Some(json!({REPLICA: true})),
            ..Terms::default()
        },
    })
}
