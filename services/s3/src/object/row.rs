//! What is stored of an object.

use crate::body::{Checksum, Piece};
use bytes::Bytes;
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
    const VERSION: u32 = 1;
}

impl Stored for Body {
    const VERSION: u32 = 1;
}

impl Object {
    pub fn quoted_etag(&self) -> String {
        quoted(&self.etag)
    }

    /// The content's name for pins and lists of what is given up.
    pub fn content_id(&self) -> Option<&str> {
        match &self.content {
            Content::Blob(id) | Content::Parts { id, .. } => Some(id),
            Content::Empty | Content::Inline => None,
        }
    }
}

pub fn quoted(etag: &str) -> String {
    format!("\"{etag}\"")
}
