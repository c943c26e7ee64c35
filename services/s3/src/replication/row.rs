//! The stored rules.

use crate::bucket::{Bucket, configured};
use crate::filter::Filter;
use crate::object::Object;
use crate::storage_class::Class;
use haneul_pipeline::{AwsError, Cx};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const KIND: &str = "replication";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    pub role: String,
    pub rules: Vec<Rule>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub id: String,
    pub enabled: bool,
    /// None in rules of the first version.
    pub priority: Option<i64>,
    pub filter: Filter,
    /// The prefix stands in the rule itself, which makes it one of the first version.
    pub old: bool,
    /// Of the first version, they are copied unsaid.
    pub markers: Option<bool>,
    pub destination: Destination,
    /// Of AWS's promise to be done within a quarter of an hour: here it always is.
    pub timed: Option<bool>,
    pub metrics: Option<bool>,
    /// Members that say no.
    pub refuses_replica_changes: bool,
    pub refuses_kms: bool,
    pub refuses_existing: bool,
    /// The same members, where they say yes.
    #[serde(default)]
    pub takes_replica_changes: bool,
    #[serde(default)]
    pub takes_kms: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Destination {
    /// As an ARN.
    pub bucket: String,
    pub account: Option<String>,
    /// As it was said; the original's where it was not.
    pub class: Option<String>,
    pub takes_ownership: bool,
    /// Of KMS, for replicas of what lies under such a key.
    #[serde(default)]
    pub key: Option<String>,
}

impl Destination {
    pub fn bucket_name(&self) -> &str {
        self.bucket.rsplit(':').next().unwrap_or_default()
    }
}

pub fn of(cx: &mut Cx, bucket: &Bucket) -> Result<Option<Rules>, AwsError> {
    configured::get(cx, bucket, KIND, "")
}

impl Rule {
    fn priority(&self) -> i64 {
        self.priority.unwrap_or(0)
    }

    pub fn class(&self, object: &Object) -> Option<Class> {
        match &self.destination.class {
            Some(name) => crate::storage_class::parse(Some(name)).unwrap_or_default(),
            None => object.storage.class,
        }
    }
}

impl Rules {
    /// Of each destination the rule of the highest priority that fits.
    fn chosen(&self, fits: impl Fn(&Rule) -> bool) -> Vec<&Rule> {
        let mut chosen: BTreeMap<&str, &Rule> = BTreeMap::new();
        for rule in self.rules.iter().filter(|rule| rule.enabled && fits(rule)) {
            let place = chosen.entry(rule.destination.bucket_name()).or_insert(rule);
            if rule.priority() > place.priority() {
                *place = rule;
            }
        }
        chosen.into_values().collect()
    }

    pub fn for_object(&self, key: &str, object: &Object) -> Vec<&Rule> {
        let by_kms = object.encryption.as_ref();
        let by_kms = by_kms.is_some_and(|encryption| encryption.by_key.is_some());
        self.chosen(|rule| rule.filter.matches(key, object) && (rule.takes_kms || !by_kms))
    }

    pub fn for_marker(&self, key: &str) -> Vec<&Rule> {
        let fits =
            |rule: &Rule| rule.filter.tags.is_empty() && key.starts_with(rule.filter.prefix());
        let chosen = self.chosen(fits);
        let copies = |rule: &&Rule| rule.markers.unwrap_or(rule.old);
        chosen.into_iter().filter(copies).collect()
    }
}
