//! What an organisation has switched on.

use haneul_pipeline::{AwsError, RootFeatures};
use haneul_store::{Scope, Stored, Table, Tx};
use serde::{Deserialize, Serialize};

/// In the partition's scope, by the organisation's id.
static FEATURES: Table<String, Features> = Table::new("iam_organization_features");

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Features {
    pub credentials: bool,
    pub sessions: bool,
}

impl Stored for Features {
    const VERSION: u32 = 1;
}

impl Features {
    pub fn shown(&self) -> Vec<String> {
        let all = [
            (self.credentials, "RootCredentialsManagement"),
            (self.sessions, "RootSessions"),
        ];
        let on = all.into_iter().filter(|(on, _)| *on);
        on.map(|(_, name)| name.to_owned()).collect()
    }
}

pub fn of(tx: &mut Tx, partition: &str, organisation: &str) -> Result<Features, AwsError> {
    let scope = Scope::new(partition, "", "");
    Ok(FEATURES.get(tx, scope, organisation)?.unwrap_or_default())
}

pub fn save(
    tx: &mut Tx,
    partition: &str,
    organisation: &str,
    features: &Features,
) -> Result<(), AwsError> {
    let scope = Scope::new(partition, "", "");
    Ok(FEATURES.put(tx, scope, organisation, features)?)
}

/// As STS asks for them.
pub fn root_features(
    tx: &mut Tx,
    partition: &str,
    organisation: &str,
) -> Result<RootFeatures, AwsError> {
    let features = of(tx, partition, organisation)?;
    Ok(RootFeatures {
        credentials: features.credentials,
        sessions: features.sessions,
    })
}
