//! An event as it is kept.

use haneul_store::Stored;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub id: String,
    pub at: Timestamp,
    /// Whose event it is, and where.
    pub account: String,
    pub region: String,
    /// `iam.amazonaws.com`
    pub source: String,
    pub name: String,
    pub read_only: bool,
    pub user: Option<String>,
    pub access_key: String,
    pub resources: Vec<Named>,
    /// The whole record in JSON, as CloudTrail writes it.
    pub record: String,
}

/// A resource that an event is about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// `AWS::IAM::User`
    pub kind: Option<String>,
    pub name: String,
}

/// Reads as an [`Event`]: made for each call, and written at once.
#[derive(Serialize)]
pub(super) struct Line<'a> {
    pub id: &'a str,
    pub at: Timestamp,
    pub account: &'a str,
    pub region: &'a str,
    pub source: &'a str,
    pub name: &'a str,
    pub read_only: bool,
    pub user: Option<&'a str>,
    pub access_key: &'a str,
    pub resources: Vec<Named>,
    pub record: &'a str,
}

impl Stored for Event {
    const VERSION: u32 = 1;
}
