//! The row of a queue, and the ways to it.

use crate::address::{self, Address};
use crate::errors;
use crate::tables::{Mark, SECOND};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Scope, Stored, Table, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub static QUEUES: Table<String, Queue> = Table::new("sqs_queue")
    .with_indexes(&[Index::new(DEAD_LETTER, |_, queue| {
        queue.redrive.iter().map(|r| key_bytes(&r.target)).collect()
    })]);

/// Finds queues by the ARN of their dead-letter queue.
pub const DEAD_LETTER: &str = "dead_letter";

/// Every queue of the cloud: partition, account, Region, name.
pub static PLACES: Table<(String, String, String, String), Mark> = Table::new("sqs_place");

/// When a queue of this name was deleted last, in microseconds.
pub static DELETED: Table<String, Deleted> = Table::new("sqs_deleted");

pub const GLOBAL: Scope<'static> = Scope::new("", "", "");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Queue {
    /// Another for each queue, also of the same name: what handles and waiting receivers hold on to.
    pub id: u64,
    /// Where the messages are. A purge moves on to another space, and the old one is emptied in
    /// the background.
    pub space: u64,
    pub name: String,
    pub created: Timestamp,
    pub modified: Timestamp,
    pub purged: Option<Timestamp>,
    pub delay_seconds: i64,
    pub message_bytes: i64,
    pub retention_seconds: i64,
    pub wait_seconds: i64,
    pub visibility_seconds: i64,
    pub kms_reuse_seconds: Option<i64>,
    /// The key of KMS that messages lie under, as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kms_key: Option<String>,
    pub managed_sse: bool,
    pub fifo: Option<Fifo>,
    pub redrive: Option<Redrive>,
    pub redrive_allow: Option<RedriveAllow>,
    pub policy: Option<String>,
    pub tags: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fifo {
    pub content_based_deduplication: bool,
    pub deduplication_scope: String,
    pub throughput_limit: String,
}

/// Where messages go that were received too often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Redrive {
    pub target: String,
    pub max_receives: i64,
}

/// Who may send its dead letters here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RedriveAllow {
    pub permission: String,
    pub sources: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Deleted {
    pub at: Timestamp,
}

impl Stored for Queue {
    const VERSION: u32 = 1;
}

impl Stored for Deleted {
    const VERSION: u32 = 1;
}

impl Queue {
    /// Messages sent at or before this time are gone.
    pub fn expired(&self, now: i64) -> i64 {
        now - self.retention_seconds * SECOND
    }

    pub fn is_fifo(&self) -> bool {
        self.fifo.is_some()
    }

    /// What receivers of this queue wait on.
    pub fn channel(&self) -> String {
        format!("sqs/{:016x}", self.id)
    }
}

/// A queue and whose it is.
#[derive(Clone)]
pub struct Found {
    pub account: String,
    pub queue: Arc<Queue>,
}

impl Found {
    pub fn scope<'s>(&'s self, cx: &Cx<'s>) -> Scope<'s> {
        cx.scope_of(&self.account, cx.region())
    }

    pub fn arn(&self, cx: &Cx) -> String {
        crate::address::arn(cx, &self.account, &self.queue.name)
    }
}

/// The queue behind a URL.
pub fn at_url(cx: &mut Cx, url: &str) -> Result<Found, AwsError> {
    let address = Address::of_url(url)?;
    let queue = find(cx, &address.account, &address.name)?.ok_or_else(errors::no_queue)?;
    Ok(Found {
        account: address.account,
        queue,
    })
}

pub fn find(cx: &mut Cx, account: &str, name: &str) -> Result<Option<Arc<Queue>>, AwsError> {
    // What is no account has no queues; nor could its rows be addressed.
    if !address::is_account(account) {
        return Ok(None);
    }
    let scope = cx.scope_of(account, cx.region());
    cx.known(&QUEUES, scope, name)
}
