//! A message, as it goes to subscriptions and into archives.

use crate::publishing::attributes::Attribute;
use haneul_store::Stored;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message {
    pub id: String,
    pub at: Timestamp,
    pub subject: Option<String>,
    pub default: String,
    /// Where there are several, by protocol or platform.
    pub bodies: Vec<(String, String)>,
    pub attributes: Vec<(String, Attribute)>,
    pub group: Option<String>,
    pub deduplication: Option<String>,
    /// Its number in a FIFO topic.
    pub sequence: Option<u64>,
    /// By which name its publisher reached the cloud; empty where nobody came from outside.
    pub base_url: String,
    /// It comes from the archive.
    #[serde(default)]
    pub replayed: bool,
}

impl Stored for Message {
    const VERSION: u32 = 1;
}

impl Message {
    pub fn body(&self, protocol: &str) -> &str {
        let own = self.bodies.iter().find(|(name, _)| name == protocol);
        own.map_or(&self.default, |(_, body)| body)
    }

    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        found.map(|(_, attribute)| attribute)
    }
}
