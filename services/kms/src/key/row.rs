//! The row of a key. Its material lies apart.

use super::Found;
use crate::crypto::{Spec, Usage};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By their ids, in the account and Region.
pub static KEYS: Table<String, Key> = Table::new("kms_key");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Key {
    pub id: String,
    pub created: Timestamp,
    pub description: String,
    pub spec: String,
    pub usage: String,
    /// The material comes from the customer.
    pub external: bool,
    pub policy: String,
    pub tags: Vec<(String, String)>,
    pub enabled: bool,
    pub deletion: Option<Deletion>,
    /// The service that AWS made the key for.
    pub service: Option<String>,
    /// The id of the material that encrypts; none before the first import.
    pub material: Option<String>,
    /// Material is missing that has to be imported.
    pub awaits_import: bool,
    pub rotation: Option<Rotation>,
    pub rotated_on_demand: u32,
    /// When a rotation on demand that is under way began.
    pub rotating: Option<Timestamp>,
    pub multi_region: Option<MultiRegion>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deletion {
    /// None while a primary key waits for its replicas to go.
    pub at: Option<Timestamp>,
    pub days: i64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rotation {
    pub days: i64,
    pub next: Timestamp,
}

/// The Regions that have the key. Each has rows of its own, which agree on this.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MultiRegion {
    pub primary: String,
    pub replicas: Vec<String>,
}

impl Stored for Key {
    const VERSION: u32 = 1;
}

impl Key {
    pub fn spec(&self) -> Result<Spec, AwsError> {
        let spec = Spec::read(&self.spec);
        spec.ok_or_else(|| AwsError::internal(format_args!("a key of kind {}", self.spec)))
    }

    pub fn usage(&self) -> Result<Usage, AwsError> {
        let usage = Usage::read(&self.usage);
        usage.ok_or_else(|| AwsError::internal(format_args!("a key for {}", self.usage)))
    }

    pub fn state(&self, region: &str) -> &'static str {
        let is_primary = |m: &MultiRegion| m.primary == region && !m.replicas.is_empty();
        match &self.deletion {
            Some(Deletion { at: None, .. })
                if self.multi_region.as_ref().is_some_and(is_primary) =>
            {
                "PendingReplicaDeletion"
            }
            Some(_) => "PendingDeletion",
            None if self.awaits_import => "PendingImport",
            None if self.enabled => "Enabled",
            None => "Disabled",
        }
    }

    pub fn is_usable(&self) -> bool {
        self.enabled && self.deletion.is_none() && !self.awaits_import
    }

    pub fn is_replica_in(&self, region: &str) -> bool {
        let multi = self.multi_region.as_ref();
        multi.is_some_and(|multi| multi.primary != region)
    }
}

pub fn put(cx: &mut Cx, found: &Found, key: &Key) -> Result<(), AwsError> {
    let scope = found.scope(cx);
    Ok(KEYS.put(cx.tx, scope, &key.id, key)?)
}

/// The rows of a key in all Regions that have it.
pub fn each_related(cx: &mut Cx, found: &Found) -> Result<Vec<Found>, AwsError> {
    let Some(multi) = &found.key.multi_region else {
        return Ok(vec![found.clone()]);
    };
    let mut all = Vec::new();
    for region in std::iter::once(&multi.primary).chain(&multi.replicas) {
        let scope = cx.scope_of(&found.account, region);
        if let Some(key) = KEYS.get(cx.tx, scope, &found.key.id)? {
            all.push(Found {
                key,
                account: found.account.clone(),
                region: region.clone(),
                alias: None,
            });
        }
    }
    Ok(all)
}

/// Changes the key wherever it is.
pub fn put_all(cx: &mut Cx, found: &Found, change: impl Fn(&mut Key)) -> Result<(), AwsError> {
    for mut related in each_related(cx, found)? {
        change(&mut related.key);
        put(cx, &related, &related.key)?;
    }
    Ok(())
}
