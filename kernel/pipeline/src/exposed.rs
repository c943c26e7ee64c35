//! What policies of resources may open to others: what services tell whoever watches over access.

use crate::cloud::Cloud;
use crate::error::AwsError;
use haneul_policy::PolicyKind;
use haneul_store::{Scope, Tx};
use jiff::Timestamp;

/// A resource that a policy of its own may open to others.
#[derive(Clone, Debug, PartialEq)]
pub struct Exposed {
    pub arn: String,
    /// `AWS::S3::Bucket`
    pub kind: &'static str,
    /// The account that has it.
    pub owner: String,
    /// The account as S3 knows it, for policies that may name it so.
    pub canonical_owner: Option<String>,
    pub policy: Option<String>,
    pub policy_kind: PolicyKind,
    /// Whatever the policy says, it lets nobody in from outside if it is public.
    pub shut_if_public: bool,
}

/// A user or a role, for whoever asks what is in use.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    pub arn: String,
    pub id: String,
    pub kind: MemberKind,
    pub created: Timestamp,
    pub tags: Vec<(String, String)>,
    pub password: Option<Password>,
    /// Long-term keys that can be used.
    pub access_keys: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberKind {
    User,
    Role,
    /// A role that only a service of AWS's takes on.
    ServiceLinkedRole,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Password {
    pub changed: Timestamp,
    pub last_used: Option<Timestamp>,
}

impl Cloud {
    /// What the services have in an account and Region, and what they have in all Regions, in the
    /// order of ARNs.
    pub fn exposed(&self, tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
        let mut found = Vec::new();
        for entry in self.services.values() {
            found.extend(entry.service.exposed(tx, scope)?);
        }
        found.sort_by(|a, b| a.arn.cmp(&b.arn));
        Ok(found)
    }
}
