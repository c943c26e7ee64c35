//! Lists as documents.

use super::identity::canonical_id;
use super::list::{Acl, Grant, Grantee, Permission};
use super::wish;
use crate::bucket::Bucket;
use crate::errors;
use crate::shapes::{AccessControlPolicy, Grant as ShownGrant, Grantee as ShownGrantee};
use haneul_pipeline::AwsError;

/// Reads a document; the owner it names must be the owner there is.
pub fn read(document: &AccessControlPolicy, owner: &str) -> Result<Acl, AwsError> {
    let named = document
        .owner
        .as_ref()
        .and_then(|owner| owner.id.as_deref());
    let named = named.ok_or_else(errors::malformed_acl)?;
    if named != canonical_id(owner) {
        return Err(errors::access_denied());
    }
    Ok(Acl {
        grants: grants(document.grants.as_deref().unwrap_or_default())?,
    })
}

pub fn grants(shown: &[ShownGrant]) -> Result<Vec<Grant>, AwsError> {
    shown.iter().map(grant).collect()
}

fn grant(shown: &ShownGrant) -> Result<Grant, AwsError> {
    let grantee = shown.grantee.as_ref().ok_or_else(errors::malformed_acl)?;
    let name = shown.permission.as_deref().unwrap_or_default();
    let mut known = Permission::ALL.into_iter();
    let permission = known.find(|permission| permission.name() == name);
    let text = |value: &Option<String>| value.clone().ok_or_else(errors::malformed_acl);
    let to = match grantee.r#type.as_str() {
        "CanonicalUser" => wish::user(&text(&grantee.id)?)?,
        "Group" => wish::group(&text(&grantee.uri)?)?,
        "AmazonCustomerByEmail" => return Err(errors::email_grantee()),
        _ => return Err(errors::malformed_acl()),
    };
    Ok(Grant {
        to,
        permission: permission.ok_or_else(errors::malformed_acl)?,
    })
}

/// As it is shown; without a list, everything is the owner's.
pub fn shown(acl: Option<&Acl>, owner: &str) -> Vec<ShownGrant> {
    let Some(acl) = acl else {
        return vec![super::grant_to_owner(owner)];
    };
    acl.grants.iter().map(shown_grant).collect()
}

fn shown_grant(grant: &Grant) -> ShownGrant {
    let grantee = match &grant.to {
        Grantee::User(id) => ShownGrantee {
            id: Some(id.clone()),
            r#type: "CanonicalUser".to_owned(),
            ..ShownGrantee::default()
        },
        group => ShownGrantee {
            uri: group.uri().map(str::to_owned),
            r#type: "Group".to_owned(),
            ..ShownGrantee::default()
        },
    };
    ShownGrant {
        grantee: Some(grantee),
        permission: Some(grant.permission.name().to_owned()),
    }
}

/// Full control for the owner and nothing for anybody else.
pub fn is_owners_own(bucket: &Bucket, list: &AccessControlPolicy) -> bool {
    let id = canonical_id(&bucket.owner);
    let is_own = |grant: &ShownGrant| {
        let grantee = grant.grantee.as_ref();
        grant.permission.as_deref() == Some("FULL_CONTROL")
            && grantee.is_some_and(|g| g.id.as_deref() == Some(id.as_str()))
    };
    let grants = list.grants.as_deref().unwrap_or_default();
    let owner = list.owner.as_ref().and_then(|owner| owner.id.as_deref());
    !grants.is_empty() && grants.iter().all(is_own) && owner.is_none_or(|owner| owner == id)
}
