//! Condition keys of S3.

use crate::acl;
use crate::bucket::Bucket;
use crate::control::access_point::Way;
use crate::object::Object;
use crate::tagging;
use haneul_model::Value;
use haneul_pipeline::{Check, Cx, Through, headers};
use haneul_policy::PrincipalKind;

/// A question about a bucket or something in it, with what is always known.
pub fn ask(cx: &Cx, bucket: &Bucket, resource: String, action: &'static str) -> Check {
    let call = cx.call;
    let way = bucket
        .way
        .as_deref()
        .map(|way| through(cx, bucket, way, &resource));
    let mut check = Check::new(resource)
        .action(action)
        .owner(bucket.owner.clone())
        .policy(policy(cx, bucket))
        .granted(acl::of_bucket(bucket, action, &call.caller))
        .key("s3:ResourceAccount", bucket.owner.clone())
        .key("aws:ResourceAccount", bucket.owner.clone());
    if let (Some(way), Some(through)) = (bucket.way.as_deref(), way) {
        check = check
            .key("s3:DataAccessPointArn", way.arn.clone())
            .key("s3:DataAccessPointAccount", way.account.clone())
            .key("s3:AccessPointNetworkOrigin", way.network())
            .through(through);
    }
    if !call.caller.is_anonymous() {
        let kind = match (call.request.posted, call.request.presigned) {
            (true, _) => "POST",
            (_, true) => "REST-QUERY-STRING",
            _ => "REST-HEADER",
        };
        check = check
            .key("s3:authType", kind)
            .key("s3:signatureversion", "AWS4-HMAC-SHA256");
    }
    let hash = headers::first(&call.request.headers, "x-amz-content-sha256");
    if let Some(hash) = hash.and_then(|value| value.to_str().ok()) {
        check = check.key("s3:x-amz-content-sha256", hash);
    }
    // Older policies name accounts so.
    let names = |text: &String| text.contains("\"CanonicalUser\"");
    if bucket.policy.as_ref().is_some_and(names) && !call.caller.account().is_empty() {
        let id = acl::canonical_id(call.caller.account());
        check = check.key(haneul_policy::CANONICAL_USER_KEY, id);
    }
    match tagging::tags_count(bucket) {
        true => check.resource_tags(pairs(&bucket.tags)),
        false => check,
    }
}

/// The same of the access point that the call came by.
fn through(cx: &Cx, bucket: &Bucket, way: &Way, resource: &str) -> Through {
    let key = resource.strip_prefix(&bucket.arn(cx.partition()));
    let key = key.and_then(|rest| rest.strip_prefix('/'));
    Through {
        resource: match key {
            Some(key) => format!("{}/object/{key}", way.arn),
            None => way.arn.clone(),
        },
        owner: way.account.clone(),
        policy: way.policy_for(cx.caller()),
    }
}

/// What the object's own list and owner make of a question about it.
pub fn with_object(cx: &Cx, bucket: &Bucket, check: Check, object: &Object) -> Check {
    let check = with_existing_tags(check, &object.tags);
    let action = check.action.clone().unwrap_or_default();
    let listed = acl::of_object(bucket, object.acl.as_ref(), &action, cx.caller());
    let check = match listed {
        Some(_) => check.granted(listed),
        None => check,
    };
    let owner = object.owner(bucket);
    // Whoever has the bucket may always delete, and deny, but not give away what is another's.
    match owner == bucket.owner || action.starts_with("s3:DeleteObject") {
        true => check,
        false => check.owner(owner).only_denies(),
    }
}

pub fn pairs(tags: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    tags.iter()
        .map(|(key, value)| (key.as_str(), value.as_str()))
}

/// The bucket's policy, as far as Block Public Access leaves it a say: of a public policy, other
/// accounts and strangers get nothing while `RestrictPublicBuckets` is on.
fn policy(cx: &Cx, bucket: &Bucket) -> Option<String> {
    let restricted = bucket.policy_is_public && bucket.blocks().restrict_buckets;
    let service = matches!(cx.caller().principal.kind, PrincipalKind::Service(_));
    let own = cx.caller().account() == bucket.owner;
    match restricted && !own && !service {
        true => None,
        false => bucket.policy.clone(),
    }
}

/// Members of an input that are condition keys of the same meaning.
const FROM_INPUT: &[(&str, &str)] = &[
    ("ACL", "s3:x-amz-acl"),
    ("GrantFullControl", "s3:x-amz-grant-full-control"),
    ("GrantRead", "s3:x-amz-grant-read"),
    ("GrantReadACP", "s3:x-amz-grant-read-acp"),
    ("GrantWrite", "s3:x-amz-grant-write"),
    ("GrantWriteACP", "s3:x-amz-grant-write-acp"),
    ("ServerSideEncryption", "s3:x-amz-server-side-encryption"),
    (
        "SSECustomerAlgorithm",
        "s3:x-amz-server-side-encryption-customer-algorithm",
    ),
    ("StorageClass", "s3:x-amz-storage-class"),
    ("CopySource", "s3:x-amz-copy-source"),
    ("MetadataDirective", "s3:x-amz-metadata-directive"),
    ("ObjectOwnership", "s3:x-amz-object-ownership"),
    ("Prefix", "s3:prefix"),
    ("Delimiter", "s3:delimiter"),
    ("MaxKeys", "s3:max-keys"),
    ("VersionId", "s3:VersionId"),
    ("IfMatch", "s3:if-match"),
    ("IfNoneMatch", "s3:if-none-match"),
];

pub fn with_input(mut check: Check, input: &Value) -> Check {
    for (member, key) in FROM_INPUT {
        match input.get(member) {
            Some(Value::Str(text)) => check = check.key(*key, text.clone()),
            Some(Value::Int(number)) => check = check.key(*key, number.to_string()),
            _ => {}
        }
    }
    check
}

/// `s3:RequestObjectTag/*` of the tags an object is to have.
pub fn with_object_tags(mut check: Check, tags: &[(String, String)]) -> Check {
    for (key, value) in tags {
        check = check.key(format!("s3:RequestObjectTag/{key}"), value.clone());
    }
    match tags.is_empty() {
        true => check,
        false => {
            let names = tags.iter().map(|(key, _)| key.clone()).collect();
            check.keys("s3:RequestObjectTagKeys", names)
        }
    }
}

/// `s3:ExistingObjectTag/*` of the tags an object has.
pub fn with_existing_tags(mut check: Check, tags: &[(String, String)]) -> Check {
    for (key, value) in tags {
        check = check.key(format!("s3:ExistingObjectTag/{key}"), value.clone());
    }
    check
}
