//! CreateBucket.

use super::{Bucket, ObjectLock, PublicAccess, Versioning, location, naming, row};
use crate::acl::{Wish, wish};
use crate::shapes::{CreateBucketConfiguration, CreateBucketOutput, CreateBucketRequest};
use crate::{errors, limits, tagging};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

pub fn run(cx: &mut Cx, mut input: CreateBucketRequest) -> Result<CreateBucketOutput, AwsError> {
    if !naming::is_valid(&input.bucket) {
        return Err(errors::invalid_bucket_name(&input.bucket));
    }
    refuse_undone(&input)?;
    let locked = input.object_lock_enabled_for_bucket == Some(true);
    let configuration = input.create_bucket_configuration.unwrap_or_default();
    check_location(cx, &configuration)?;
    let wish = wish!(input, input.grant_write.take());
    let ownership = input
        .object_ownership
        .unwrap_or_else(|| row::ENFORCED.into());
    check_acl(&wish, &ownership)?;
    let tags = tagging::bucket_tags(configuration.tags.unwrap_or_default())?;
    if let Some(old) = super::find(cx, &input.bucket)? {
        return taken(cx, &old);
    }
    let owned = super::of_owner(cx, cx.account(), "", None, limits::BUCKETS)?;
    if owned.len() >= limits::BUCKETS {
        return Err(errors::too_many_buckets());
    }
    let mut bucket = Bucket {
        id: ids::hex_id(cx.random(), 16),
        name: input.bucket,
        owner: cx.account().to_owned(),
        region: cx.region().to_owned(),
        created: crate::seconds(cx.now()),
        policy: None,
        policy_is_public: false,
        public_access: Some(PublicAccess {
            block_acls: true,
            ignore_acls: true,
            block_policy: true,
            restrict_buckets: true,
        }),
        ownership: Some(ownership),
        tags,
        versioning: locked.then_some(Versioning {
            enabled: true,
            mfa_delete: false,
        }),
        customer_keys: false,
        kinds: Vec::new(),
        object_lock: locked.then(ObjectLock::default),
        acl: None,
        requester_pays: false,
        default_key: None,
        account_block: PublicAccess::default(),
        way: None,
    };
    if !bucket.acls_off() {
        bucket.acl = wish.read(&bucket, &bucket.owner).map_err(|error| {
            // A new bucket blocks public access before any list could apply.
            match &*error.code {
                "AccessDenied" => errors::acl_with_public_access_block(),
                _ => error,
            }
        })?;
    }
    super::put(cx, &bucket)?;
    Ok(created(cx, &bucket))
}

fn created(cx: &Cx, bucket: &Bucket) -> CreateBucketOutput {
    let location = match bucket.region.as_str() {
        "us-east-1" => format!("/{}", bucket.name),
        _ if cx.call.request.base_url.is_empty() => format!("/{}", bucket.name),
        _ => format!("{}/{}", cx.call.request.base_url, bucket.name),
    };
    CreateBucketOutput {
        location: Some(location),
        bucket_arn: Some(bucket.arn(cx.partition())),
    }
}

/// The oldest region lets an owner create a bucket again, as it always did.
fn taken(cx: &Cx, old: &Bucket) -> Result<CreateBucketOutput, AwsError> {
    if old.owner != cx.account() {
        return Err(errors::bucket_exists(&old.name));
    }
    if old.region == "us-east-1" && cx.region() == "us-east-1" {
        return Ok(created(cx, old));
    }
    Err(errors::bucket_owned_by_you(&old.name))
}

fn check_location(cx: &Cx, configuration: &CreateBucketConfiguration) -> Result<(), AwsError> {
    let named = configuration.location_constraint.as_deref();
    let wanted = named.filter(|constraint| !constraint.is_empty());
    if wanted == Some("us-east-1") {
        return Err(errors::invalid_location("us-east-1"));
    }
    let here = cx.region();
    match wanted {
        None if here == "us-east-1" => Ok(()),
        Some(constraint) if location::region(constraint) == here => Ok(()),
        other => Err(errors::illegal_location(other)),
    }
}

fn check_acl(wish: &Wish, ownership: &str) -> Result<(), AwsError> {
    // Lists that name the owner of the bucket say nothing of a bucket.
    let canned = wish.canned.as_deref();
    let own = ["private", "bucket-owner-read", "bucket-owner-full-control"];
    let plain = canned.is_none_or(|name| own.contains(&name)) && !wish.has_headers();
    match ownership == row::ENFORCED && !plain {
        true => Err(errors::acl_with_ownership()),
        false => Ok(()),
    }
}

fn refuse_undone(input: &CreateBucketRequest) -> Result<(), AwsError> {
    if input.bucket_namespace.as_deref() == Some("account-regional") {
        return Err(AwsError::not_implemented(
            "S3 account regional bucket namespaces",
        ));
    }
    let configuration = input.create_bucket_configuration.as_ref();
    if configuration.is_some_and(|c| c.location.is_some() || c.bucket.is_some()) {
        return Err(AwsError::not_implemented("S3 directory buckets"));
    }
    Ok(())
}
