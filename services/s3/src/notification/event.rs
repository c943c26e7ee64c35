//! Telling of an event: in the transaction that makes it, so that none is lost.

use super::{Target, bridge, stored};
use crate::acl;
use crate::bucket::Bucket;
use crate::object::Object;
use crate::storage_class;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::PrincipalKind;
use haneul_runtime::outbox::{Outgoing, Terms};
use jiff::Timestamp;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value as Json, json};

pub const PRINCIPAL: &str = "s3.amazonaws.com";

/// As often as a queue that does not take it is tried, with pauses up to more than an hour.
const ATTEMPTS: u32 = 20;

/// Keys are shown as forms encode them.
const KEY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'*')
    .remove(b'/');

pub struct Event<'e> {
    /// `s3:ObjectCreated:Put`
    pub name: &'static str,
    pub key: &'e str,
    /// As it is now.
    pub object: Option<&'e Object>,
    /// As it is shown, where the bucket has versions.
    pub version: Option<String>,
    /// Events of one key come in this order.
    pub order: i64,
    /// What only events of this kind say, and under which name.
    pub more: Option<(&'static str, Json)>,
}

impl<'e> Event<'e> {
    /// Something happened to an object that is there.
    pub fn of(name: &'static str, bucket: &Bucket, key: &'e str, object: &'e Object) -> Self {
        Event {
            name,
            key,
            object: Some(object),
            version: object.answered_version(bucket),
            order: object.order,
            more: None,
        }
    }

    /// What such events are like, by AWS's number.
    fn format(&self) -> &'static str {
        match self.name {
            "s3:Replication:OperationFailedReplication" => "2.2",
            "s3:IntelligentTiering" => "2.3",
            _ => "2.1",
        }
    }

    /// Until when what was restored can be read.
    pub fn restored_until(&self) -> Option<Timestamp> {
        let completed = self.name == "s3:ObjectRestore:Completed";
        self.object?.storage.restore?.until.filter(|_| completed)
    }
}

/// Tells that something is no longer there, or hidden by a marker.
pub fn gone(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    name: &'static str,
    version: Option<String>,
    order: i64,
) -> Result<(), AwsError> {
    let event = Event {
        name,
        key,
        object: None,
        version: version.filter(|_| !bucket.is_unversioned()),
        order,
        more: None,
    };
    tell(cx, bucket, &event)
}

/// Where the removal of a version stands among a key's events: behind all that made it.
pub fn removal(cx: &Cx, order: i64) -> i64 {
    cx.now().as_microsecond().max(order.saturating_add(1))
}

/// Tells whoever wants to know.
pub fn tell(cx: &mut Cx, bucket: &Bucket, event: &Event<'_>) -> Result<(), AwsError> {
    let stored = stored(cx, bucket)?;
    if stored.bridge {
        bridge::tell(cx, bucket, event)?;
    }
    for target in stored.targets() {
        if target.wants(event.name, event.key) {
            let body = json!({"Records": [record(cx, bucket, event, target)]});
            let call = outgoing(cx, bucket, target, &body);
            cx.send(&call)?;
        }
    }
    Ok(())
}

fn outgoing(cx: &Cx, bucket: &Bucket, target: &Target, body: &Json) -> Outgoing {
    Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: bucket.arn(cx.partition()),
        source_account: bucket.owner.clone(),
        as_root: false,
        as_role: None,
        partition: cx.partition().to_owned(),
        account: target.account().to_owned(),
        region: bucket.region.clone(),
        service: call(target).0.to_owned(),
        operation: call(target).1.to_owned(),
        input: message(target, body),
        attempts: 0,
        give_up_after: ATTEMPTS,
        on_refusal: None,
        // Who needs the order of a key's events has their sequencers.
        terms: Terms {
            beside_others: true,
            ..Terms::default()
        },
    }
}

/// The service and the operation that a target is told by.
pub fn call(target: &Target) -> (&'static str, &'static str) {
    match target.service() {
        "sns" => ("sns", "Publish"),
        "lambda" => ("lambda", "Invoke"),
        _ => ("sqs", "SendMessage"),
    }
}

/// The input of that operation.
pub fn message(target: &Target, body: &Json) -> Json {
    match target.service() {
        "sns" => {
            return json!({
                "TopicArn": target.arn,
                "Subject": "Amazon S3 Notification",
                "Message": body.to_string(),
            });
        }
        "lambda" => {
            return json!({
                "FunctionName": target.arn,
                "InvocationType": "Event",
                "Payload": BASE64_STANDARD.encode(body.to_string()),
            });
        }
        _ => {}
    }
    let (account, name) = (target.account(), target.name());
    json!({
        "QueueUrl": format!("http://localhost:4566/{account}/{name}"),
        "MessageBody": body.to_string(),
    })
}

impl Target {
    pub fn account(&self) -> &str {
        self.arn.split(':').nth(4).unwrap_or_default()
    }

    fn name(&self) -> &str {
        self.arn.split(':').nth(5).unwrap_or_default()
    }
}

fn record(cx: &Cx, bucket: &Bucket, event: &Event<'_>, target: &Target) -> Json {
    let mut object = json!({
        "key": utf8_percent_encode(event.key, KEY).to_string().replace("%20", "+"),
        "sequencer": format!("{:016X}", event.order),
    });
    if let Some(found) = event.object {
        object["size"] = json!(found.size);
        object["eTag"] = json!(found.etag);
    }
    if let Some(version) = &event.version {
        object["versionId"] = json!(version);
    }
    let source_ip = source_ip(cx);
    let mut record = json!({
        "eventVersion": event.format(),
        "eventSource": "aws:s3",
        "awsRegion": bucket.region,
        "eventTime": time(cx.now()),
        "eventName": event.name.trim_start_matches("s3:"),
        "userIdentity": { "principalId": principal(cx) },
        "requestParameters": { "sourceIPAddress": source_ip },
        "responseElements": {
            "x-amz-request-id": cx.call.id.to_string(),
            "x-amz-id-2": cx.call.id.to_string(),
        },
        "s3": {
            "s3SchemaVersion": "1.0",
            "configurationId": target.id,
            "bucket": {
                "name": bucket.name,
                "ownerIdentity": { "principalId": acl::canonical_id(&bucket.owner) },
                "arn": bucket.arn(cx.partition()),
            },
            "object": object,
        },
    });
    if let Some(until) = event.restored_until() {
        let class = event.object.and_then(|object| object.storage.class);
        record["glacierEventData"] = json!({
            "restoreEventData": {
                "lifecycleRestorationExpiryTime": time(until),
                "lifecycleRestoreStorageClass": storage_class::shown(class),
            },
        });
    }
    if let Some((name, more)) = &event.more {
        record[*name] = more.clone();
    }
    record
}

pub fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

pub fn source_ip(cx: &Cx) -> Option<String> {
    cx.call.request.source_ip.map(|ip| ip.to_string())
}

fn principal(cx: &Cx) -> String {
    let caller = cx.caller();
    match &caller.principal.kind {
        _ if caller.is_anonymous() => "Anonymous".to_owned(),
        PrincipalKind::Service(name) => name.to_string(),
        _ => format!("AWS:{}", caller.principal.user_id),
    }
}
