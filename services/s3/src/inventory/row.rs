//! The stored configurations.

use serde::{Deserialize, Serialize};

pub const KIND: &str = "inventory";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Inventory {
    pub enabled: bool,
    /// Without one, everything is listed.
    pub prefix: Option<String>,
    /// Older versions and markers, too.
    pub all_versions: bool,
    pub fields: Vec<String>,
    pub weekly: bool,
    pub destination: Destination,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Destination {
    /// As an ARN.
    pub bucket: String,
    pub account: Option<String>,
    pub prefix: Option<String>,
    /// SSE-S3 was asked for, as which everything is kept.
    pub encrypted: bool,
    /// Of KMS.
    #[serde(default)]
    pub key: Option<String>,
}

impl Destination {
    pub fn bucket_name(&self) -> &str {
        self.bucket.rsplit(':').next().unwrap_or_default()
    }
}
