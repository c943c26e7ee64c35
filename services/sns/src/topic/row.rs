//! The row of a topic, and the ways to it.

use crate::arn::TopicArn;
use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Key, Stored, Table};
use jiff::Timestamp;
use quick_cache::sync::Cache;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub static TOPICS: Table<String, Topic> = Table::new("sns_topic");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Topic {
    /// Another for each topic, also of the same name: what subscriptions hold on to.
    pub id: u64,
    pub name: String,
    pub created: Timestamp,
    pub display_name: String,
    /// What was set; a topic begins with a policy for its owner.
    pub policy: Option<String>,
    pub delivery_policy: Option<String>,
    pub signature_version: Option<String>,
    /// The key of KMS that publishers need leave to, as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kms_key: Option<String>,
    pub tracing: Option<String>,
    /// How often deliveries of each protocol would be logged.
    pub sample_rates: Vec<(String, String)>,
    pub fifo: Option<Fifo>,
    pub tags: Vec<(String, String)>,
    /// Subscriptions that were ended.
    #[serde(default)]
    pub deleted: u64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Fifo {
    pub content_based_deduplication: bool,
    /// `Topic` or `MessageGroup`.
    pub throughput_scope: String,
    pub archive: Option<Archive>,
}

/// Messages are kept for those who want them again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Archive {
    pub days: i64,
    pub since: Timestamp,
}

impl Stored for Topic {
    const VERSION: u32 = 1;
}

impl Topic {
    pub fn is_fifo(&self) -> bool {
        self.fifo.is_some()
    }

    pub fn archive(&self) -> Option<&Archive> {
        self.fifo.as_ref()?.archive.as_ref()
    }
}

/// A topic and whose it is.
#[derive(Clone)]
pub struct Found {
    pub at: TopicArn,
    pub topic: Arc<Topic>,
}

impl Found {
    pub fn arn(&self, cx: &Cx) -> String {
        self.at.text(cx.partition())
    }

    pub fn put(&self, cx: &mut Cx, topic: &Topic) -> Result<(), AwsError> {
        let scope = cx.scope_of(&self.at.account, &self.at.region);
        Ok(TOPICS.put(cx.tx, scope, &self.at.name, topic)?)
    }
}

/// The topic that an ARN names.
pub fn at(cx: &mut Cx, arn: &str) -> Result<Found, AwsError> {
    let at = TopicArn::parse(cx, arn, "TopicArn")?;
    found(cx, at)
}

pub fn found(cx: &mut Cx, at: TopicArn) -> Result<Found, AwsError> {
    let topic = find(cx, &at)?.ok_or_else(errors::no_topic)?;
    Ok(Found { at, topic })
}

pub fn find(cx: &mut Cx, at: &TopicArn) -> Result<Option<Arc<Topic>>, AwsError> {
    let scope = at.scope(cx);
    let prefix = TOPICS.prefix(scope)?;
    let mark = cx.cloud.store.watermark(&prefix);
    let mut key = prefix;
    at.name.encode(&mut key);
    let cache = cx.cloud.locals.get::<Known>();
    if let Some((version, topic)) = cache.0.get(&key) {
        if version >= mark {
            cx.tx.depend_on(TOPICS.place(scope, &at.name)?);
            return Ok(Some(topic));
        }
    }
    let Some(topic) = TOPICS.get(cx.tx, scope, &at.name)? else {
        return Ok(None);
    };
    let topic = Arc::new(topic);
    cache.0.insert(key, (cx.tx.version(), topic.clone()));
    Ok(Some(topic))
}

/// Parsed rows with the version they were read at, as long as the table has not changed since.
struct Known(Cache<Vec<u8>, (u64, Arc<Topic>)>);

impl Default for Known {
    fn default() -> Self {
        Self(Cache::new(4_096))
    }
}
