//! Who makes a call. There are three kinds: somebody with credentials (passed on unchanged when a
//! service calls for them), nobody (anonymous), and a service acting for one of its resources.

use haneul_policy::{Policy, Principal, PrincipalKind};
use jiff::Timestamp;
use std::sync::Arc;

#[derive(Clone, Debug)]
pub struct Caller {
    pub principal: Principal,
    pub partition: String,
    /// The access key used; empty for anonymous callers and services.
    pub access_key: String,
    pub session: Option<Arc<Session>>,
    /// The resource a service acts for.
    pub source: Option<Source>,
}

/// What temporary credentials carry beside the identity.
#[derive(Debug, Default)]
pub struct Session {
    pub issued: Option<Timestamp>,
    pub expires: Option<Timestamp>,
    /// `Some` restricts the session to what these allow, too.
    pub policies: Option<Vec<haneul_policy::Source>>,
    pub tags: Vec<(String, String)>,
    pub transitive_tags: Vec<String>,
    pub source_identity: Option<String>,
    /// When the caller showed a second factor.
    pub mfa_at: Option<Timestamp>,
}

#[derive(Clone, Debug)]
pub struct Source {
    pub arn: String,
    pub account: String,
}

impl Caller {
    pub fn root(partition: &str, account: &str, access_key: &str) -> Caller {
        Caller {
            principal: Principal {
                arn: format!("arn:{partition}:iam::{account}:root"),
                account: account.to_owned(),
                kind: PrincipalKind::Root,
                user_id: account.to_owned(),
            },
            partition: partition.to_owned(),
            access_key: access_key.to_owned(),
            session: None,
            source: None,
        }
    }

    pub fn anonymous(partition: &str) -> Caller {
        Caller {
            principal: Principal {
                arn: "*".to_owned(),
                account: String::new(),
                kind: PrincipalKind::Anonymous,
                user_id: "anonymous".to_owned(),
            },
            partition: partition.to_owned(),
            access_key: String::new(),
            session: None,
            source: None,
        }
    }

    /// A service acting for one of its resources, such as `sns.amazonaws.com` for a topic.
    pub fn service(partition: &str, principal: &str, source: Source) -> Caller {
        Caller {
            principal: Principal {
                arn: principal.to_owned(),
                account: String::new(),
                kind: PrincipalKind::Service(principal.to_owned()),
                user_id: principal.to_owned(),
            },
            partition: partition.to_owned(),
            access_key: String::new(),
            session: None,
            source: Some(source),
        }
    }

    pub fn is_root(&self) -> bool {
        matches!(self.principal.kind, PrincipalKind::Root)
    }

    /// In a session of another account's making, which is for one task: other sessions of root
    /// users are held to nothing.
    pub fn is_assumed_root(&self) -> bool {
        let session = self.session.as_ref();
        self.is_root() && session.is_some_and(|session| session.policies.is_some())
    }

    pub fn is_anonymous(&self) -> bool {
        matches!(self.principal.kind, PrincipalKind::Anonymous)
    }

    /// The account whose resources an unqualified name means.
    pub fn account(&self) -> &str {
        match &self.source {
            Some(source) if self.principal.account.is_empty() => &source.account,
            _ => &self.principal.account,
        }
    }
}

/// Parses a session policy that was checked when the session was made.
pub(crate) fn session_policy(id: &str, text: &str) -> Option<haneul_policy::Source> {
    let policy = Policy::parse(text, haneul_policy::PolicyKind::Session).ok()?;
    Some(haneul_policy::Source {
        policy,
        id: id.to_owned(),
    })
}
