//! The question of whether a role lets somebody in, with everything that trust policies ask about.

use crate::checks::account_of;
use haneul_pipeline::{Check, RoleFacts};

/// What somebody asks of a role.
#[derive(Default)]
pub struct Asked<'a> {
    pub external_id: Option<&'a str>,
    pub name: Option<&'a str>,
    pub source_identity: Option<&'a str>,
    pub tags: Vec<(&'a str, &'a str)>,
    pub transitive: Vec<String>,
}

impl Asked<'_> {
    pub fn of(&self, role: &RoleFacts) -> Check {
        let mut check = Check::new(role.arn.clone())
            .owner(account_of(&role.arn))
            .trust(role.trust_policy.clone());
        for (key, value) in [
            ("sts:ExternalId", self.external_id),
            ("sts:RoleSessionName", self.name),
            ("sts:SourceIdentity", self.source_identity),
        ] {
            if let Some(value) = value {
                check = check.key(key, value);
            }
        }
        if !self.transitive.is_empty() {
            check = check.keys("sts:TransitiveTagKeys", self.transitive.clone());
        }
        for (key, value) in &role.tags {
            check = check
                .key(format!("aws:ResourceTag/{key}"), value)
                .key(format!("iam:ResourceTag/{key}"), value);
        }
        check.request_tags(self.tags.iter().copied())
    }

    /// One check for each right that what is asked needs, the first beside.
    pub fn actions(&self, first: &'static str) -> Vec<&'static str> {
        let mut actions = vec![first];
        if !self.tags.is_empty() || !self.transitive.is_empty() {
            actions.push("sts:TagSession");
        }
        if self.source_identity.is_some() {
            actions.push("sts:SetSourceIdentity");
        }
        actions
    }
}
