//! The row of a secret, with its versions but not what they say.

use crate::place::Found;
use crate::{errors, limits, measure, replica, value};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By name.
pub static SECRETS: Table<String, Secret> = Table::new("secretsmanager_secret");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Secret {
    pub name: String,
    /// The characters at the end of its ARN.
    pub suffix: String,
    pub description: Option<String>,
    /// As it was said; `None`: the account's own key for the service.
    pub key: Option<String>,
    pub tags: Vec<(String, String)>,
    pub policy: Option<String>,
    pub created: Timestamp,
    pub changed: Timestamp,
    /// The day it was last read on.
    pub accessed: Option<Timestamp>,
    pub rotated: Option<Timestamp>,
    pub deletion: Option<Deletion>,
    /// In the order they came.
    pub versions: Vec<Version>,
    pub rotation: Option<Rotation>,
    /// The Region of the secret that this is a replica of.
    pub primary: Option<String>,
    pub replicas: Vec<Replica>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub id: String,
    pub labels: Vec<String>,
    pub created: Timestamp,
    pub accessed: Option<Timestamp>,
    /// What its value lies under, as lists show it; `None`: it has no value yet.
    pub key: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Deletion {
    pub asked: Timestamp,
    pub due: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rotation {
    pub enabled: bool,
    pub lambda: String,
    pub days: Option<i64>,
    pub expression: Option<String>,
    pub duration: Option<String>,
    /// The window of the next one: when it opens, and when it closes.
    pub next: Option<(Timestamp, Timestamp)>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Replica {
    pub region: String,
    pub key: Option<String>,
    /// Why it is not as the secret is.
    pub failure: Option<String>,
}

impl Stored for Secret {
    const VERSION: u32 = 1;
}

impl Secret {
    /// Its name in the ARN.
    pub fn unique(&self) -> String {
        format!("{}-{}", self.name, self.suffix)
    }

    pub fn version(&self, id: &str) -> Option<&Version> {
        self.versions.iter().find(|version| version.id == id)
    }

    pub fn labelled(&self, label: &str) -> Option<&Version> {
        let has = |version: &&Version| version.labels.iter().any(|known| known == label);
        self.versions.iter().find(has)
    }

    /// Versions without a label go once there are too many, the oldest first.
    pub fn make_room(&mut self, now: Timestamp) -> Result<Vec<String>, AwsError> {
        let mut gone = Vec::new();
        while self.versions.len() >= limits::VERSIONS {
            let old = |v: &Version| v.labels.is_empty() && v.created + limits::KEPT <= now;
            let Some(place) = self.versions.iter().position(old) else {
                return Err(errors::limit(
                    "You have reached the limit on the number of versions of a secret.",
                ));
            };
            gone.push(self.versions.remove(place).id);
        }
        Ok(gone)
    }
}

/// Writes it, and its replicas as it is now.
pub fn save(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    let scope = cx.scope_of(&found.account, cx.region());
    measure::held(cx, scope)?;
    SECRETS.put(cx.tx, scope, &found.secret.name, &found.secret)?;
    replica::follow(cx, found)
}

/// With all that is in it, here alone.
pub fn erase(cx: &mut Cx, found: &Found, region: &str) -> Result<(), AwsError> {
    let scope = cx.scope_of(&found.account, region);
    let unique = found.secret.unique();
    for version in &found.secret.versions {
        value::VALUES.delete(cx.tx, scope, &(unique.as_str(), version.id.as_str()))?;
    }
    SECRETS.delete(cx.tx, scope, &found.secret.name)?;
    Ok(())
}
