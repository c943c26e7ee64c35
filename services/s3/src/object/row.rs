//! What is stored of an object.

use crate::acl::Acl;
use crate::body::{Checksum, Piece};
use crate::bucket::{Bucket, LockMode};
use crate::encryption::Encryption;
use crate::formats;
use crate::replication::Replication;
use crate::storage_class::Storage;
use bytes::Bytes;
use haneul_pipeline::zones::Placed;
use haneul_store::Stored;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Everything about an object but its bytes: small, since listings read it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Object {
    pub size: u64,
    /// Without quotes.
    pub etag: String,
    pub modified: Timestamp,
    pub content: Content,
    pub checksum: Option<Checksum>,
    pub headers: Headers,
    pub metadata: Vec<(String, String)>,
    pub tags: Vec<(String, String)>,
    /// None for the null version, which is what an unversioned or suspended bucket holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Versions of a key come in this order, the newest with the highest.
    #[serde(default)]
    pub order: i64,
    #[serde(default, skip_serializing_if = "Lock::is_open")]
    pub lock: Lock,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encryption: Option<Encryption>,
    /// Where the bytes beside the row lie; blobs say it in their ids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub placed: Option<Placed>,
    #[serde(default, skip_serializing_if = "Storage::is_plain")]
    pub storage: Storage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replication: Option<Replication>,
    /// Where a website sends whoever asks for the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect: Option<String>,
    /// The account whose it is, where it is not the bucket's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acl: Option<Acl>,
}

/// What keeps a version from being deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lock {
    pub retention: Option<Retention>,
    /// Whether it is on; none where nobody ever said.
    pub legal_hold: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Retention {
    pub mode: LockMode,
    pub until: Timestamp,
}

impl Lock {
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Nobody may delete it without going round something.
    pub fn holds(&self, now: Timestamp) -> bool {
        let retained = self.retention.is_some_and(|r| r.until > now);
        retained || self.legal_hold == Some(true)
    }
}

/// A delete marker: what a deletion leaves where versions are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Marker {
    pub version: Option<String>,
    pub order: i64,
    pub modified: Timestamp,
}

/// Where the bytes are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Content {
    Empty,
    /// In the [`Body`] beside the row.
    Inline,
    Blob(String),
    /// In the parts that the [`Body`] beside the row lists.
    Parts {
        id: String,
        count: u32,
    },
}

/// What HTTP itself says of a body.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Headers {
    pub content_type: Option<String>,
    pub cache_control: Option<String>,
    pub content_disposition: Option<String>,
    pub content_encoding: Option<String>,
    pub content_language: Option<String>,
    pub expires: Option<Timestamp>,
}

/// The second row of an object that needs one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    Bytes(Bytes),
    Parts(Vec<Part>),
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub number: i64,
    pub checksum: Option<String>,
    pub piece: Piece,
}

impl Stored for Object {
    const VERSION: u32 = formats::VERSION;
    const LEVEL: u32 = formats::LEVEL;

    fn before(&self) -> haneul_store::Result<(u32, Vec<u8>)> {
        let says_more = self.version.is_some()
            || !self.lock.is_open()
            || self.encryption.is_some()
            || self.placed.is_some()
            || !self.storage.is_plain()
            || self.replication.is_some()
            || self.redirect.is_some()
            || self.owner.is_some()
            || self.acl.is_some();
        formats::before(self, says_more)
    }

    fn migrate(version: u32, bytes: &[u8]) -> haneul_store::Result<Self> {
        formats::migrate(version, bytes)
    }
}

impl Stored for Body {
    const VERSION: u32 = 1;
}

impl Object {
    /// The account whose the object is.
    pub fn owner<'a>(&'a self, bucket: &'a Bucket) -> &'a str {
        let own = self.owner.as_deref().filter(|_| !bucket.acls_off());
        own.unwrap_or(&bucket.owner)
    }

    pub fn quoted_etag(&self) -> String {
        quoted(&self.etag)
    }

    /// The version's id for answers: where a bucket has no versions, none is shown.
    pub fn answered_version(&self, bucket: &Bucket) -> Option<String> {
        (!bucket.is_unversioned() || self.version.is_some()).then(|| self.version_id().to_owned())
    }

    /// The version's id as it is shown.
    pub fn version_id(&self) -> &str {
        shown_version(&self.version)
    }

    /// The content's name for pins and lists of what is given up.
    pub fn content_id(&self) -> Option<&str> {
        match &self.content {
            Content::Blob(id) | Content::Parts { id, .. } => Some(id),
            Content::Empty | Content::Inline => None,
        }
    }
}

/// The version of what was never versioned.
pub const NULL: &str = "null";

pub fn shown_version(version: &Option<String>) -> &str {
    version.as_deref().unwrap_or(NULL)
}

pub fn quoted(etag: &str) -> String {
    format!("\"{etag}\"")
}
