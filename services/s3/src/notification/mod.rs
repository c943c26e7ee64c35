//! Events: what a bucket tells others about its objects, and whom.

mod bridge;
mod event;
mod rules;

pub use event::{Event, gone, removal, tell, time};

include!(concat!(env!("OUT_DIR"), "/notification.rs"));

use crate::bucket::{Bucket, configured};
use haneul_pipeline::{AwsError, Cx};
use serde::{Deserialize, Serialize};

const KIND: &str = "notification";

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Configuration {
    pub queues: Vec<Target>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Target>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub functions: Vec<Target>,
    /// The default bus of the account is told of everything.
    #[serde(default)]
    pub bridge: bool,
}

impl Configuration {
    /// Whoever is told of something.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.queues
            .iter()
            .chain(&self.topics)
            .chain(&self.functions)
    }
}

/// Who is told of which events about which keys.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Target {
    pub id: String,
    pub arn: String,
    pub events: Vec<String>,
    pub prefix: Option<String>,
    pub suffix: Option<String>,
}

impl Target {
    /// Of whom it is: sqs, sns or lambda.
    pub fn service(&self) -> &str {
        self.arn.split(':').nth(2).unwrap_or_default()
    }
}

fn stored(cx: &mut Cx, bucket: &Bucket) -> Result<Configuration, AwsError> {
    Ok(configured::get(cx, bucket, KIND, configured::ONLY)?.unwrap_or_default())
}
