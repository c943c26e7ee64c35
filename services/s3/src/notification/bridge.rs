//! Telling EventBridge: everything that happens, in words of its own.

use super::event::{Event, source_ip};
use crate::bucket::Bucket;
use crate::storage_class;
use haneul_pipeline::events::Emitted;
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::PrincipalKind;
use serde_json::{Value as Json, json};

/// By the name of the notification: the type of the event, why it happened and how a deletion went.
/// An empty reason is none.
const TYPES: &[(&str, &str, &str, &str)] = &[
    ("s3:ObjectCreated:Put", "Object Created", "PutObject", ""),
    ("s3:ObjectCreated:Post", "Object Created", "POST Object", ""),
    ("s3:ObjectCreated:Copy", "Object Created", "CopyObject", ""),
    (
        "s3:ObjectCreated:CompleteMultipartUpload",
        "Object Created",
        "CompleteMultipartUpload",
        "",
    ),
    (
        "s3:ObjectRemoved:Delete",
        "Object Deleted",
        "DeleteObject",
        PERMANENT,
    ),
    (
        "s3:ObjectRemoved:DeleteMarkerCreated",
        "Object Deleted",
        "DeleteObject",
        MARKER,
    ),
    (
        "s3:LifecycleExpiration:Delete",
        "Object Deleted",
        "Lifecycle Expiration",
        PERMANENT,
    ),
    (
        "s3:LifecycleExpiration:DeleteMarkerCreated",
        "Object Deleted",
        "Lifecycle Expiration",
        MARKER,
    ),
    ("s3:ObjectRestore:Post", "Object Restore Initiated", "", ""),
    (
        "s3:ObjectRestore:Completed",
        "Object Restore Completed",
        "",
        "",
    ),
    ("s3:ObjectRestore:Delete", "Object Restore Expired", "", ""),
    (
        "s3:LifecycleTransition",
        "Object Storage Class Changed",
        "",
        "",
    ),
    (
        "s3:IntelligentTiering",
        "Object Access Tier Changed",
        "",
        "",
    ),
    ("s3:ObjectAcl:Put", "Object ACL Updated", "", ""),
    ("s3:ObjectTagging:Put", "Object Tags Added", "", ""),
    ("s3:ObjectTagging:Delete", "Object Tags Deleted", "", ""),
];

const PERMANENT: &str = "Permanently Deleted";
const MARKER: &str = "Delete Marker Created";

pub fn tell(cx: &mut Cx, bucket: &Bucket, event: &Event<'_>) -> Result<(), AwsError> {
    let known = TYPES.iter().find(|(name, ..)| *name == event.name);
    let Some((_, detail_type, reason, deletion)) = known else {
        return Ok(());
    };
    let mut detail = json!({
        "version": "0",
        "event-version": "1.0",
        "bucket": {"name": bucket.name},
        "object": object(event),
        "request-id": cx.call.id.s3(),
        "requester": requester(cx),
    });
    let mut say = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            detail[name] = Json::from(value);
        }
    };
    say("source-ip-address", source_ip(cx));
    say("reason", Some((*reason).to_owned()));
    say("deletion-type", Some((*deletion).to_owned()));
    let class = event
        .object
        .map(|object| storage_class::shown(object.storage.class));
    match *detail_type {
        "Object Restore Initiated" => say("source-storage-class", class),
        "Object Restore Completed" => {
            let until = event.restored_until().map(|until| until.to_string());
            say("restore-expiry-time", until);
            say("source-storage-class", class);
        }
        "Object Access Tier Changed" => {
            let tier = event.more.as_ref().map(|(_, more)| more);
            let tier = tier.and_then(|more| more["destinationAccessTier"].as_str());
            say("destination-access-tier", tier.map(str::to_owned));
        }
        "Object Storage Class Changed" => say("destination-storage-class", class),
        _ => {}
    }
    let arn = bucket.arn(cx.partition());
    let time = cx.now();
    cx.emit(Emitted {
        account: &bucket.owner,
        region: &bucket.region,
        source: "aws.s3",
        detail_type,
        time,
        resources: vec![arn],
        detail,
    })
}

fn object(event: &Event<'_>) -> Json {
    let mut object = json!({"key": event.key});
    if let Some(found) = event.object {
        object["size"] = json!(found.size);
        object["etag"] = json!(found.etag);
    }
    if let Some(version) = &event.version {
        object["version-id"] = json!(version);
    }
    object["sequencer"] = json!(format!("{:016X}", event.order));
    object
}

/// The account, or the service that did it.
fn requester(cx: &Cx) -> String {
    let caller = cx.caller();
    match &caller.principal.kind {
        _ if caller.is_anonymous() => "Anonymous".to_owned(),
        PrincipalKind::Service(name) => name.to_string(),
        _ => caller.account().to_owned(),
    }
}
