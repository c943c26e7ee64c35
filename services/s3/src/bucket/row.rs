//! The stored bucket, and the way every call comes to it.

use super::{location, naming};
use crate::acl::Acl;
use crate::control::access_point::{self, Way};
use crate::control::account_block;
use crate::encryption::DefaultKey;
use crate::errors;
use crate::formats;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Scope, Span, Stored, Table, Tx, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

static BUCKETS: Table<String, Bucket> = Table::new("s3_bucket")
    .with_indexes(&[Index::new("owner", |_, bucket| {
        vec![key_bytes(&bucket.owner)]
    })]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bucket {
    /// Tells this bucket from a later one of the same name.
    pub id: String,
    pub name: String,
    pub owner: String,
    pub region: String,
    pub created: Timestamp,
    pub policy: Option<String>,
    /// The policy lets everyone in, by the notion of Block Public Access.
    pub policy_is_public: bool,
    pub public_access: Option<PublicAccess>,
    pub ownership: Option<String>,
    pub tags: Vec<(String, String)>,
    /// What was said last about keeping versions, if ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub versioning: Option<Versioning>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object_lock: Option<ObjectLock>,
    /// Customers may bring keys of their own (SSE-C).
    #[serde(default)]
    pub customer_keys: bool,
    /// Of which kinds there is something in [`super::configured`]: calls that need none of them do
    /// not look.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<String>,
    /// To whom it is open, where that was ever said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl: Option<Acl>,
    /// Who asks pays.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub requester_pays: bool,
    /// The key of KMS that new objects are encrypted under which say nothing themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default_key: Option<DefaultKey>,
    /// What its owner blocks for all their buckets; no part of the row.
    #[serde(skip)]
    pub account_block: PublicAccess,
    /// The access point that a call came by; no part of the row.
    #[serde(skip)]
    pub way: Option<Arc<Way>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Versioning {
    /// Otherwise suspended.
    pub enabled: bool,
    /// Versions are deleted with a second factor only.
    pub mfa_delete: bool,
}

/// Object Lock is on, which it stays.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ObjectLock {
    /// What new objects get that say nothing themselves.
    pub retention: Option<DefaultRetention>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct DefaultRetention {
    pub mode: LockMode,
    pub period: Period,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Period {
    Days(i64),
    Years(i64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LockMode {
    Governance,
    Compliance,
}

/// Block Public Access.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PublicAccess {
    pub block_acls: bool,
    pub ignore_acls: bool,
    pub block_policy: bool,
    pub restrict_buckets: bool,
}

impl Stored for Bucket {
    const VERSION: u32 = formats::VERSION;
    const LEVEL: u32 = formats::LEVEL;

    fn before(&self) -> haneul_store::Result<(u32, Vec<u8>)> {
        let says_more = self.versioning.is_some()
            || self.object_lock.is_some()
            || self.customer_keys
            || !self.kinds.is_empty()
            || self.acl.is_some()
            || self.requester_pays
            || self.default_key.is_some();
        formats::before(self, says_more)
    }

    fn migrate(version: u32, bytes: &[u8]) -> haneul_store::Result<Self> {
        formats::migrate(version, bytes)
    }
}

pub const ENFORCED: &str = "BucketOwnerEnforced";

impl Bucket {
    pub fn arn(&self, partition: &str) -> String {
        format!("arn:{partition}:s3:::{}", self.name)
    }

    /// Where the bucket's objects and uploads are kept.
    pub fn scope<'b, 'a: 'b>(&'b self, cx: &Cx<'a>) -> Scope<'b> {
        cx.scope_of(&self.owner, &self.region)
    }

    /// New objects are versions of their own, and deleting leaves a marker.
    pub fn keeps_versions(&self) -> bool {
        self.versioning.is_some_and(|versioning| versioning.enabled)
    }

    /// Versioning was never turned on: every object is its own only version.
    pub fn is_unversioned(&self) -> bool {
        self.versioning.is_none()
    }

    /// What is blocked by the bucket or by its owner's account.
    pub fn blocks(&self) -> PublicAccess {
        let (own, all) = (self.public_access.unwrap_or_default(), self.account_block);
        let way = self.way.as_ref().map(|way| way.blocks).unwrap_or_default();
        PublicAccess {
            block_acls: own.block_acls || all.block_acls || way.block_acls,
            ignore_acls: own.ignore_acls || all.ignore_acls || way.ignore_acls,
            block_policy: own.block_policy || all.block_policy,
            restrict_buckets: own.restrict_buckets || all.restrict_buckets,
        }
    }

    /// Access control lists are off, as they are in every new bucket.
    pub fn acls_off(&self) -> bool {
        self.ownership.as_deref() == Some(ENFORCED)
    }
}

/// The bucket of this name, whoever owns it.
pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Bucket>, AwsError> {
    let partition = cx.partition();
    let Some(bucket) = cx.known(&BUCKETS, Scope::new(partition, "", ""), name)? else {
        return Ok(None);
    };
    let block = account_block::in_force(cx, partition, &bucket.owner)?;
    Ok(Some(Bucket {
        account_block: block.unwrap_or_default(),
        ..Bucket::clone(&bucket)
    }))
}

/// Like [`find`], for whoever has no call.
pub fn find_in(tx: &mut Tx, partition: &str, name: &str) -> Result<Option<Bucket>, AwsError> {
    let Some(mut bucket) = BUCKETS.get(tx, Scope::new(partition, "", ""), name)? else {
        return Ok(None);
    };
    let block = account_block::of(tx, partition, &bucket.owner)?;
    bucket.account_block = block.unwrap_or_default();
    Ok(Some(bucket))
}

/// The same where nobody calls.
pub fn look(tx: &mut Tx, partition: &str, name: &str) -> Result<Option<Bucket>, AwsError> {
    Ok(BUCKETS.get(tx, Scope::new(partition, "", ""), name)?)
}

/// The bucket a call is about: it must be there, and the call must have come to its region.
pub fn open(cx: &mut Cx, name: &str) -> Result<Bucket, AwsError> {
    let bucket = existing(cx, name)?;
    location::check(cx.call, &bucket)?;
    Ok(bucket)
}

/// Like [`open`], from any region.
pub fn existing(cx: &mut Cx, name: &str) -> Result<Bucket, AwsError> {
    if access_point::is_one(cx.call, name) {
        let way = access_point::open(cx, name)?;
        return by(cx, way);
    }
    if let Some(bucket) = find(cx, name)? {
        return Ok(bucket);
    }
    // As SDKs write an access point when they are given an endpoint of one's own.
    match access_point::of_label(cx, name)? {
        Some(way) => by(cx, way),
        None if naming::is_valid(name) => Err(errors::no_such_bucket(name)),
        None => Err(errors::invalid_bucket_name(name)),
    }
}

/// The bucket behind an access point.
fn by(cx: &mut Cx, way: Way) -> Result<Bucket, AwsError> {
    let bucket = find(cx, &way.bucket)?;
    let bucket = bucket.filter(|bucket| bucket.owner == way.bucket_owner);
    let bucket = bucket.ok_or_else(|| errors::no_such_bucket(&way.bucket))?;
    Ok(Bucket {
        way: Some(Arc::new(way)),
        ..bucket
    })
}

pub fn put(cx: &mut Cx, bucket: &Bucket) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    Ok(BUCKETS.put(cx.tx, scope, &bucket.name, bucket)?)
}

pub fn delete(cx: &mut Cx, name: &str) -> Result<bool, AwsError> {
    let scope = cx.partition_scope();
    Ok(BUCKETS.delete(cx.tx, scope, name)?)
}

/// An account's buckets whose names begin with `prefix`, behind `after`, in the order of names.
pub fn of_owner(
    cx: &mut Cx,
    owner: &str,
    prefix: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Bucket>, AwsError> {
    let mut span = Span::starts_with(owner, prefix);
    if let Some(after) = after {
        span = span.after(&(owner, after));
    }
    let scope = cx.partition_scope();
    let rows = BUCKETS.index_scan(cx.tx, scope, "owner", span, limit, false)?;
    Ok(rows.into_iter().map(|(_, bucket)| bucket).collect())
}

/// Some buckets of a partition in the order of their names, for background work.
pub fn all_of(
    tx: &mut Tx,
    partition: &str,
    after: Option<&str>,
    limit: usize,
) -> Result<Vec<Bucket>, AwsError> {
    let span = after.map_or(Span::all(), |after| Span::all().after(after));
    let rows = BUCKETS.scan(tx, Scope::new(partition, "", ""), span, limit, false)?;
    Ok(rows.into_iter().map(|(_, bucket)| bucket).collect())
}

/// All buckets of an account, for background work, which has no caller.
pub fn all_of_owner(tx: &mut Tx, partition: &str, owner: &str) -> Result<Vec<Bucket>, AwsError> {
    let (scope, span) = (Scope::new(partition, "", ""), Span::prefix(owner));
    let rows = BUCKETS.index_scan(tx, scope, "owner", span, usize::MAX, false)?;
    let block = account_block::of(tx, partition, owner)?.unwrap_or_default();
    let with_block = |bucket| Bucket {
        account_block: block,
        ..bucket
    };
    Ok(rows
        .into_iter()
        .map(|(_, bucket)| with_block(bucket))
        .collect())
}
