//! What became of each CreateAccount.

use crate::shapes;
use crate::tag::Tags;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By organisation and id.
static CREATIONS: Table<(String, String), Creation> = Table::new("organizations_creation");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Creation {
    pub id: String,
    pub organization: String,
    pub name: String,
    pub email: String,
    pub role: String,
    pub tags: Tags,
    pub requested: Timestamp,
    pub completed: Option<Timestamp>,
    pub account: Option<String>,
    /// Why nothing came of it.
    pub failure: Option<String>,
}

impl Stored for Creation {
    const VERSION: u32 = 1;
}

impl Creation {
    pub fn state(&self) -> &'static str {
        match (self.completed, &self.failure) {
            (None, _) => "IN_PROGRESS",
            (Some(_), None) => "SUCCEEDED",
            (Some(_), Some(_)) => "FAILED",
        }
    }
}

pub fn find(cx: &mut Cx, organization: &str, id: &str) -> Result<Option<Creation>, AwsError> {
    let scope = cx.partition_scope();
    Ok(CREATIONS.get(cx.tx, scope, &(organization, id))?)
}

pub fn save(cx: &mut Cx, creation: &Creation) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    let key = (creation.organization.as_str(), creation.id.as_str());
    Ok(CREATIONS.put(cx.tx, scope, &key, creation)?)
}

pub fn all(cx: &mut Cx, organization: &str) -> Result<Vec<Creation>, AwsError> {
    let scope = cx.partition_scope();
    let span = Span::prefix(organization);
    let rows = CREATIONS.scan(cx.tx, scope, span, usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, creation)| creation).collect())
}

pub fn clear(cx: &mut Cx, organization: &str) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    for creation in all(cx, organization)? {
        CREATIONS.delete(cx.tx, scope, &(organization, creation.id.as_str()))?;
    }
    Ok(())
}

pub fn shown(creation: &Creation) -> shapes::CreateAccountStatus {
    let is_done = creation.completed.is_some();
    shapes::CreateAccountStatus {
        id: Some(creation.id.clone()),
        account_name: Some(creation.name.clone()),
        state: Some(creation.state().to_owned()),
        requested_timestamp: Some(creation.requested),
        completed_timestamp: creation.completed,
        account_id: creation.account.clone().filter(|_| is_done),
        gov_cloud_account_id: None,
        failure_reason: creation.failure.clone(),
    }
}
