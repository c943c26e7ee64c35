//! Access control lists as they are kept, and what they grant.

use super::canonical_id;
use crate::bucket::Bucket;
use haneul_pipeline::{Caller, ListGrant};
use haneul_policy::PrincipalKind;
use serde::{Deserialize, Serialize};

/// What a bucket or an object grants. Without one, everything is its owner's.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Acl {
    pub grants: Vec<Grant>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grant {
    pub to: Grantee,
    pub permission: Permission,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Grantee {
    /// By the canonical id of the account.
    User(String),
    AllUsers,
    AuthenticatedUsers,
    LogDelivery,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Permission {
    FullControl,
    Read,
    Write,
    ReadAcp,
    WriteAcp,
}

impl Permission {
    pub const ALL: [Permission; 5] = [
        Permission::FullControl,
        Permission::Read,
        Permission::Write,
        Permission::ReadAcp,
        Permission::WriteAcp,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Permission::FullControl => "FULL_CONTROL",
            Permission::Read => "READ",
            Permission::Write => "WRITE",
            Permission::ReadAcp => "READ_ACP",
            Permission::WriteAcp => "WRITE_ACP",
        }
    }

    /// The permission that an action on a bucket needs.
    fn for_bucket(action: &str) -> Option<Permission> {
        Some(match action {
            "s3:ListBucket" | "s3:ListBucketVersions" | "s3:ListBucketMultipartUploads" => {
                Permission::Read
            }
            "s3:PutObject" => Permission::Write,
            "s3:GetBucketAcl" => Permission::ReadAcp,
            "s3:PutBucketAcl" => Permission::WriteAcp,
            _ => return None,
        })
    }

    /// The permission that an action on an object needs.
    fn for_object(action: &str) -> Option<Permission> {
        Some(match action {
            "s3:GetObject" | "s3:GetObjectVersion" => Permission::Read,
            "s3:GetObjectAcl" | "s3:GetObjectVersionAcl" => Permission::ReadAcp,
            "s3:PutObjectAcl" | "s3:PutObjectVersionAcl" => Permission::WriteAcp,
            _ => return None,
        })
    }
}

pub const GROUPS: &[(&str, Grantee)] = &[
    (
        "http://acs.amazonaws.com/groups/global/AllUsers",
        Grantee::AllUsers,
    ),
    (
        "http://acs.amazonaws.com/groups/global/AuthenticatedUsers",
        Grantee::AuthenticatedUsers,
    ),
    (
        "http://acs.amazonaws.com/groups/s3/LogDelivery",
        Grantee::LogDelivery,
    ),
];

/// The service that access logs come from.
pub const LOGGING: &str = "logging.s3.amazonaws.com";

impl Grantee {
    /// Everybody, or everybody with an account.
    pub fn is_public(&self) -> bool {
        matches!(self, Grantee::AllUsers | Grantee::AuthenticatedUsers)
    }

    /// What a group is called.
    pub fn uri(&self) -> Option<&'static str> {
        let mut known = GROUPS.iter();
        known.find(|(_, group)| group == self).map(|(uri, _)| *uri)
    }

    fn names(&self, caller: &Caller) -> Option<ListGrant> {
        let kind = &caller.principal.kind;
        let service = matches!(kind, PrincipalKind::Service(_));
        match self {
            Grantee::AllUsers => Some(ListGrant::Everyone),
            Grantee::AuthenticatedUsers => (!caller.is_anonymous()).then_some(ListGrant::Everyone),
            Grantee::LogDelivery => {
                let logs = matches!(kind, PrincipalKind::Service(name) if name == LOGGING);
                logs.then_some(ListGrant::Everyone)
            }
            Grantee::User(id) => {
                let named = !service && *id == canonical_id(caller.account());
                named.then_some(ListGrant::Account)
            }
        }
    }
}

impl Acl {
    pub fn is_public(&self) -> bool {
        self.grants.iter().any(|grant| grant.to.is_public())
    }

    fn grants(&self, needed: Permission, bucket: &Bucket, caller: &Caller) -> Option<ListGrant> {
        let ignores = bucket.blocks().ignore_acls;
        let granted = self.grants.iter().filter(|grant| {
            matches!(grant.permission, Permission::FullControl) || grant.permission == needed
        });
        granted
            .filter(|grant| !(ignores && grant.to.is_public()))
            .filter_map(|grant| grant.to.names(caller))
            .max()
    }
}

/// What a bucket's list says to an action.
pub fn of_bucket(bucket: &Bucket, action: &str, caller: &Caller) -> Option<ListGrant> {
    let acl = bucket.acl.as_ref().filter(|_| !bucket.acls_off())?;
    acl.grants(Permission::for_bucket(action)?, bucket, caller)
}

/// What an object's list says to an action.
pub fn of_object(
    bucket: &Bucket,
    acl: Option<&Acl>,
    action: &str,
    caller: &Caller,
) -> Option<ListGrant> {
    let acl = acl.filter(|_| !bucket.acls_off())?;
    acl.grants(Permission::for_object(action)?, bucket, caller)
}
