//! An organisation as it is stored, and as it is shown.

use crate::tag::Tags;
use crate::{ids, mark, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By id, over the whole partition.
static ORGANIZATIONS: Table<String, Organization> = Table::new("organizations_organization");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Organization {
    pub id: String,
    pub management: String,
    pub all_features: bool,
    pub created: Timestamp,
    /// The id of the one root.
    pub root: String,
    pub root_tags: Tags,
    /// Enabled types of policies.
    pub kinds: Vec<String>,
    /// Services with trusted access, since when.
    pub services: Vec<(String, Timestamp)>,
    pub resource_policy: Option<ResourcePolicy>,
}

/// Lets members manage policies.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ResourcePolicy {
    pub id: String,
    pub text: String,
    pub tags: Tags,
}

impl Stored for Organization {
    const VERSION: u32 = 1;
}

impl Organization {
    pub fn arn_of(&self, cx: &Cx, resource: &str) -> String {
        ids::arn(cx.partition(), &self.management, resource)
    }

    pub fn arn(&self, cx: &Cx) -> String {
        self.arn_of(cx, &format!("organization/{}", self.id))
    }

    pub fn root_arn(&self, cx: &Cx) -> String {
        self.arn_of(cx, &format!("root/{}/{}", self.id, self.root))
    }

    pub fn account_arn(&self, cx: &Cx, account: &str) -> String {
        self.arn_of(cx, &format!("account/{}/{account}", self.id))
    }

    pub fn has(&self, kind: &str) -> bool {
        self.kinds.iter().any(|own| own == kind)
    }
}

pub fn find(tx: &mut Tx, scope: Scope, id: &str) -> Result<Option<Organization>, AwsError> {
    Ok(ORGANIZATIONS.get(tx, scope, id)?)
}

pub fn save(cx: &mut Cx, organization: &Organization) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    ORGANIZATIONS.put(cx.tx, scope, &organization.id, organization)?;
    mark::set(cx, &organization.id)
}

pub fn remove(cx: &mut Cx, id: &str) -> Result<(), AwsError> {
    let scope = cx.partition_scope();
    ORGANIZATIONS.delete(cx.tx, scope, id)?;
    mark::set(cx, id)
}

/// AWS still shows the one type here that every organisation with all features may enable.
pub fn shown(cx: &mut Cx, organization: &Organization) -> Result<shapes::Organization, AwsError> {
    let kind = || shapes::PolicyTypeSummary {
        r#type: Some("SERVICE_CONTROL_POLICY".to_owned()),
        status: Some("ENABLED".to_owned()),
    };
    let management = organization.management.clone();
    let profile = crate::account::row::profile(cx, &management)?;
    Ok(shapes::Organization {
        id: Some(organization.id.clone()),
        arn: Some(organization.arn(cx)),
        feature_set: Some(feature_set(organization).to_owned()),
        master_account_arn: Some(organization.account_arn(cx, &management)),
        master_account_id: Some(management),
        master_account_email: Some(profile.email),
        available_policy_types: Some(match organization.all_features {
            true => vec![kind()],
            false => Vec::new(),
        }),
    })
}

pub fn feature_set(organization: &Organization) -> &'static str {
    match organization.all_features {
        true => "ALL",
        false => "CONSOLIDATED_BILLING",
    }
}

pub fn root_shown(cx: &Cx, organization: &Organization) -> shapes::Root {
    let kind = |kind: &String| shapes::PolicyTypeSummary {
        r#type: Some(kind.clone()),
        status: Some("ENABLED".to_owned()),
    };
    shapes::Root {
        id: Some(organization.root.clone()),
        arn: Some(organization.root_arn(cx)),
        name: Some("Root".to_owned()),
        policy_types: Some(organization.kinds.iter().map(kind).collect()),
    }
}
