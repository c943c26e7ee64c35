//! What a finding has found.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    External(External),
    UnusedRole { last: Option<Timestamp> },
    UnusedKey { id: String, last: Option<Timestamp> },
    UnusedPassword { last: Option<Timestamp> },
    UnusedPermissions(Vec<UnusedService>),
}

/// Somebody from outside who is let in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct External {
    /// `AWS`, `Federated` or `CanonicalUser`, and who.
    pub principal: (String, String),
    pub actions: Vec<String>,
    pub conditions: Vec<(String, String)>,
    pub is_public: bool,
    /// What lets them in: `POLICY`.
    pub source: String,
}

/// A service that is allowed and not used, or actions of one that is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnusedService {
    pub namespace: String,
    pub last: Option<Timestamp>,
    /// With their last use; none: no action of the service is used.
    pub actions: Vec<(String, Option<Timestamp>)>,
}

impl What {
    /// As the API names it.
    pub fn kind(&self) -> &'static str {
        match self {
            What::External(_) => "ExternalAccess",
            What::UnusedRole { .. } => "UnusedIAMRole",
            What::UnusedKey { .. } => "UnusedIAMUserAccessKey",
            What::UnusedPassword { .. } => "UnusedIAMUserPassword",
            What::UnusedPermissions(_) => "UnusedPermission",
        }
    }

    pub fn external(&self) -> Option<&External> {
        match self {
            What::External(external) => Some(external),
            _ => None,
        }
    }

    /// Whether it is the same finding, though its details may have changed.
    pub fn is_same(&self, other: &What) -> bool {
        match (self, other) {
            (What::External(a), What::External(b)) => {
                (&a.principal, &a.conditions, &a.source) == (&b.principal, &b.conditions, &b.source)
            }
            (What::UnusedKey { id: a, .. }, What::UnusedKey { id: b, .. }) => a == b,
            _ => self.kind() == other.kind(),
        }
    }
}
