//! What a request says about access: a canned list, headers, or a document.

use super::list::{Acl, GROUPS, Grant, Grantee, Permission};
use super::{canonical_id, rules};
use crate::bucket::Bucket;
use crate::errors;
use crate::shapes::AccessControlPolicy;
use haneul_pipeline::AwsError;

#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub canned: Option<String>,
    /// Each as the header has it.
    pub headers: [(Option<String>, Option<Permission>); 5],
    pub document: Option<AccessControlPolicy>,
}

/// Takes what an input says; objects have no header for `WRITE` where they are made.
macro_rules! wish {
    ($input:expr) => {
        $crate::acl::wish!($input, None)
    };
    ($input:expr, $write:expr) => {{
        use $crate::acl::Permission::{FullControl, Read, ReadAcp, Write, WriteAcp};
        $crate::acl::Wish {
            canned: $input.acl.take(),
            headers: [
                ($input.grant_full_control.take(), Some(FullControl)),
                ($input.grant_read.take(), Some(Read)),
                ($write, Some(Write)),
                ($input.grant_read_acp.take(), Some(ReadAcp)),
                ($input.grant_write_acp.take(), Some(WriteAcp)),
            ],
            document: None,
        }
    }};
}

pub(crate) use wish;

/// EC2's own account, for images that are kept in S3.
const EC2: &str = "6aa5a366c34c1cbe25dc49211496e913e0351eb0e8c37aa3477e40942ec6b97c";
const MOST_GRANTS: usize = 100;

impl Wish {
    pub fn is_empty(&self) -> bool {
        self.canned.is_none() && !self.has_headers() && self.document.is_none()
    }

    pub fn has_headers(&self) -> bool {
        self.headers.iter().any(|(header, _)| header.is_some())
    }

    /// Whether it leaves everything to the bucket's owner, which may be said of any bucket.
    fn is_bucket_owners(&self, bucket: &Bucket) -> bool {
        match &self.document {
            Some(document) => rules::is_owners_own(bucket, document),
            None => {
                !self.has_headers()
                    && matches!(
                        self.canned.as_deref(),
                        None | Some("bucket-owner-full-control")
                    )
            }
        }
    }

    /// Checks the wish against the bucket, and reads it. `None` is the list that says nothing.
    pub fn read(&self, bucket: &Bucket, owner: &str) -> Result<Option<Acl>, AwsError> {
        self.check_ways()?;
        if bucket.acls_off() {
            return match self.is_bucket_owners(bucket) {
                true => Ok(None),
                false => Err(errors::acl_not_supported()),
            };
        }
        let acl = match (&self.canned, &self.document) {
            (Some(name), _) => canned(name, owner, &bucket.owner)?,
            (None, Some(document)) => rules::read(document, owner)?,
            (None, None) if self.has_headers() => self.of_headers()?,
            (None, None) => return Ok(None),
        };
        if acl.grants.len() > MOST_GRANTS {
            return Err(errors::malformed_acl());
        }
        let blocked = bucket.blocks().block_acls;
        match blocked && acl.is_public() {
            true => Err(errors::access_denied()),
            false => Ok(Some(acl)),
        }
    }

    fn check_ways(&self) -> Result<(), AwsError> {
        let ways = [
            self.canned.is_some(),
            self.has_headers(),
            self.document.is_some(),
        ];
        match ways.iter().filter(|way| **way).count() {
            0 | 1 => Ok(()),
            _ => Err(errors::invalid_request(
                "Specifying both Canned ACLs and Header Grants is not allowed",
            )),
        }
    }

    fn of_headers(&self) -> Result<Acl, AwsError> {
        let mut acl = Acl::default();
        for (header, permission) in &self.headers {
            let (Some(header), Some(permission)) = (header, permission) else {
                continue;
            };
            for one in header.split(',').filter(|one| !one.trim().is_empty()) {
                acl.grants.push(Grant {
                    to: grantee(one)?,
                    permission: *permission,
                });
            }
        }
        Ok(acl)
    }
}

/// `id="…"`, `uri="…"` or `emailAddress="…"`.
fn grantee(text: &str) -> Result<Grantee, AwsError> {
    let wrong = || errors::invalid_argument("Argument format not recognized", "x-amz-grant", text);
    let (kind, value) = text.split_once('=').ok_or_else(wrong)?;
    let value = value.trim().trim_matches('"');
    match kind.trim() {
        "id" => user(value),
        "uri" => group(value),
        "emailAddress" => Err(errors::email_grantee()),
        _ => Err(wrong()),
    }
}

pub(super) fn user(id: &str) -> Result<Grantee, AwsError> {
    match id.len() == 64 && id.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f')) {
        true => Ok(Grantee::User(id.to_owned())),
        false => Err(errors::invalid_argument(
            "Invalid id",
            "CanonicalUser/ID",
            id,
        )),
    }
}

pub(super) fn group(uri: &str) -> Result<Grantee, AwsError> {
    let found = GROUPS.iter().find(|(name, _)| *name == uri);
    found
        .map(|(_, group)| group.clone())
        .ok_or_else(|| errors::invalid_argument("Invalid group uri", "uri", uri))
}

/// The list a name stands for. Owners are accounts.
fn canned(name: &str, owner: &str, bucket_owner: &str) -> Result<Acl, AwsError> {
    use Grantee::{AllUsers, AuthenticatedUsers, LogDelivery, User};
    use Permission::{FullControl, Read, ReadAcp, Write};
    let theirs = || User(canonical_id(bucket_owner));
    let mut grants = vec![(User(canonical_id(owner)), FullControl)];
    match name {
        "private" => {}
        "public-read" => grants.push((AllUsers, Read)),
        "public-read-write" => grants.extend([(AllUsers, Read), (AllUsers, Write)]),
        "authenticated-read" => grants.push((AuthenticatedUsers, Read)),
        "log-delivery-write" => {
            grants.extend([(LogDelivery, Write), (LogDelivery, ReadAcp)]);
        }
        "aws-exec-read" => grants.push((User(EC2.to_owned()), Read)),
        "bucket-owner-read" if owner != bucket_owner => grants.push((theirs(), Read)),
        "bucket-owner-full-control" if owner != bucket_owner => {
            grants.push((theirs(), FullControl));
        }
        "bucket-owner-read" | "bucket-owner-full-control" => {}
        other => return Err(errors::invalid_argument("", "x-amz-acl", other)),
    }
    let grant = |(to, permission)| Grant { to, permission };
    Ok(Acl {
        grants: grants.into_iter().map(grant).collect(),
    })
}
