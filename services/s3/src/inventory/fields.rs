//! The columns of an inventory.

use crate::acl;
use crate::bucket::Bucket;
use crate::intelligent_tiering::{self, Rule};
use crate::lifecycle::Lifecycle;
use crate::object::{Content, Object, hold_name, lock_name};
use crate::storage_class::{self, Class};
use haneul_pipeline::AwsError;
use jiff::Timestamp;

const KNOWN: [&str; 14] = [
    "Size",
    "LastModifiedDate",
    "StorageClass",
    "ETag",
    "IsMultipartUploaded",
    "ReplicationStatus",
    "EncryptionStatus",
    "ObjectLockRetainUntilDate",
    "ObjectLockMode",
    "ObjectLockLegalHoldStatus",
    "IntelligentTieringAccessTier",
    "ChecksumAlgorithm",
    "ObjectOwner",
    "LifecycleExpirationDate",
];

pub fn check(fields: &[String]) -> Result<(), AwsError> {
    match fields.iter().find(|field| !KNOWN.contains(&field.as_str())) {
        Some(field) => Err(AwsError::not_implemented(format_args!(
            "the field {field} of S3 inventories"
        ))),
        None => Ok(()),
    }
}

/// What is the same for every row.
pub struct Ground {
    pub bucket: Bucket,
    pub lifecycle: Option<Lifecycle>,
    pub tiering: Vec<Rule>,
    pub now: Timestamp,
}

pub fn date(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string()
}

impl Ground {
    pub fn value(&self, field: &str, key: &str, object: &Object, newest: bool) -> String {
        let yes = |on: bool| on.to_string();
        let lock = &object.lock;
        match field {
            "Size" => object.size.to_string(),
            "LastModifiedDate" => date(object.modified),
            "StorageClass" => storage_class::shown(object.storage.class),
            "ETag" => object.etag.clone(),
            "IsMultipartUploaded" => yes(matches!(object.content, Content::Parts { .. })),
            "ReplicationStatus" => {
                let replication = object.replication.as_ref();
                replication.map_or("", |r| r.shown()).to_owned()
            }
            "EncryptionStatus" => "SSE-S3".to_owned(),
            "ObjectLockRetainUntilDate" => {
                lock.retention.map(|r| date(r.until)).unwrap_or_default()
            }
            "ObjectLockMode" => lock.retention.map_or("", |r| lock_name(r.mode)).to_owned(),
            "ObjectLockLegalHoldStatus" => lock.legal_hold.map_or("", hold_name).to_owned(),
            "IntelligentTieringAccessTier" => self.tier(key, object).to_owned(),
            "ChecksumAlgorithm" => {
                let checksum = object.checksum.as_ref();
                checksum.map_or("", |c| c.algorithm.name()).to_owned()
            }
            "ObjectOwner" => acl::owner(&self.bucket.owner).id.unwrap_or_default(),
            "LifecycleExpirationDate" => self.expiry(key, object, newest),
            _ => String::new(),
        }
    }

    fn tier(&self, key: &str, object: &Object) -> &'static str {
        match object.storage.class {
            Some(Class::IntelligentTiering) => {
                intelligent_tiering::tier(&self.tiering, key, object, self.now).name()
            }
            _ => "",
        }
    }

    fn expiry(&self, key: &str, object: &Object, newest: bool) -> String {
        let rules = self.lifecycle.as_ref().filter(|_| newest);
        let due = rules.and_then(|rules| rules.expiry(key, object));
        due.map(|(due, _)| date(due)).unwrap_or_default()
    }
}
