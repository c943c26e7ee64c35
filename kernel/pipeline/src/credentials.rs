//! Access keys of every kind: root users', IAM users', sessions'.
//!
//! IAM and STS issue keys; the path checks signatures with them. A long-term key that is deleted
//! leaves its row behind, so that it can never be taken for a key nobody ever issued. Temporary
//! keys are recognised by their `ASIA`, and vanish when they expire.

use crate::caller::{self, Caller, Session};
use haneul_policy::{Principal, PrincipalKind};
use haneul_store::{KeyRange, Scope, Span, Store, StoreError, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

static CREDENTIALS: Table<String, Credential> = Table::new("credential").sealed();

pub(crate) const GLOBAL: Scope<'static> = Scope {
    partition: "",
    account: "",
    region: "",
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Credential {
    pub access_key: String,
    pub secret: String,
    pub partition: String,
    pub account: String,
    pub status: Status,
    pub holder: Holder,
    pub created: Timestamp,
    pub session: Option<TemporarySession>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Status {
    Active,
    Inactive,
    /// Kept so that the key stays refused for ever.
    Deleted,
}

/// Whose key it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Holder {
    Root,
    User {
        arn: String,
        id: String,
    },
    /// `id` is `AROA…:session-name`.
    AssumedRole {
        arn: String,
        role_arn: String,
        id: String,
    },
    /// Rows of old do not tell who issued them: they stand for nobody.
    Federated {
        arn: String,
        id: String,
        #[serde(default)]
        issuer: Issuer,
    },
}

/// Whose rights a federated user has a part of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Issuer {
    pub arn: String,
    pub id: String,
}

/// Temporary credentials: what STS decided when it made them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TemporarySession {
    pub token: String,
    pub expires: Timestamp,
    /// Session policies as text, each with the id that explanations show.
    pub policies: Option<Vec<(String, String)>>,
    pub tags: Vec<(String, String)>,
    /// Keys of tags that stay on when this session takes on another role.
    #[serde(default)]
    pub transitive_tags: Vec<String>,
    pub source_identity: Option<String>,
    pub mfa_at: Option<Timestamp>,
}

impl Stored for Credential {
    const VERSION: u32 = 1;
}

pub fn issue(tx: &mut Tx, credential: &Credential) -> Result<(), StoreError> {
    CREDENTIALS.put(tx, GLOBAL, &credential.access_key, credential)
}

pub fn find(tx: &mut Tx, access_key: &str) -> Result<Option<Credential>, StoreError> {
    CREDENTIALS.get(tx, GLOBAL, &access_key.to_owned())
}

pub fn set_status(tx: &mut Tx, access_key: &str, status: Status) -> Result<bool, StoreError> {
    let Some(mut credential) = find(tx, access_key)? else {
        return Ok(false);
    };
    credential.status = status;
    issue(tx, &credential)?;
    Ok(true)
}

/// Takes an expired session off; long-term keys are never taken off.
pub fn forget_session(tx: &mut Tx, access_key: &str) -> Result<(), StoreError> {
    match find(tx, access_key)? {
        Some(credential) if credential.session.is_some() => {
            CREDENTIALS.delete(tx, GLOBAL, &access_key.to_owned())?;
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Every row, for the reset that must remember which keys were once issued.
pub(crate) fn all(tx: &mut Tx) -> Result<Vec<Credential>, StoreError> {
    let rows = CREDENTIALS.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, credential)| credential).collect())
}

/// Where a key's row is, whether or not there is one.
pub(crate) fn place(access_key: &str) -> Result<KeyRange, StoreError> {
    CREDENTIALS.place(GLOBAL, access_key)
}

/// Rises with every change to any key: what a cached caller is checked by.
pub(crate) fn version(store: &Store) -> u64 {
    match CREDENTIALS.prefix(GLOBAL) {
        Ok(prefix) => store.watermark(&prefix),
        Err(_) => u64::MAX,
    }
}

impl Credential {
    /// The caller these credentials stand for.
    pub fn caller(&self) -> Caller {
        let principal = match &self.holder {
            Holder::Root => {
                let mut caller = Caller::root(&self.partition, &self.account, &self.access_key);
                caller.session = self.loaded_session();
                return caller;
            }
            Holder::User { arn, id } => self.principal(arn, id, PrincipalKind::User),
            Holder::AssumedRole { arn, role_arn, id } => {
                let role_arn = role_arn.clone();
                self.principal(arn, id, PrincipalKind::AssumedRole { role_arn })
            }
            Holder::Federated { arn, id, issuer } => {
                let (issuer_arn, issuer_id) = (issuer.arn.clone(), issuer.id.clone());
                let kind = PrincipalKind::FederatedUser {
                    issuer_arn,
                    issuer_id,
                };
                self.principal(arn, id, kind)
            }
        };
        Caller {
            principal,
            partition: self.partition.clone(),
            access_key: self.access_key.clone(),
            session: self.loaded_session(),
            source: None,
        }
    }

    fn principal(&self, arn: &str, id: &str, kind: PrincipalKind) -> Principal {
        Principal {
            arn: arn.to_owned(),
            account: self.account.clone(),
            kind,
            user_id: id.to_owned(),
        }
    }

    fn loaded_session(&self) -> Option<Arc<Session>> {
        let session = self.session.as_ref()?;
        let policies = session.policies.as_ref().map(|policies| {
            policies
                .iter()
                .filter_map(|(id, text)| caller::session_policy(id, text))
                .collect()
        });
        Some(Arc::new(Session {
            issued: Some(self.created),
            expires: Some(session.expires),
            policies,
            tags: session.tags.clone(),
            transitive_tags: session.transitive_tags.clone(),
            source_identity: session.source_identity.clone(),
            mfa_at: session.mfa_at,
        }))
    }
}
