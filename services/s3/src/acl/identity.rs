//! How S3 names accounts and callers in its answers.

use crate::shapes::{Grant, Grantee, Initiator, Owner};
use haneul_pipeline::Caller;
use haneul_policy::PrincipalKind;
use sha2::{Digest, Sha256};

/// The owner of what nobody in particular wrote.
const ANYONE: &str = "65a011a29cdf8ec533ec3d1ccaae921c";

/// The 64 hexadecimal digits S3 knows an account by.
pub fn canonical_id(account: &str) -> String {
    if account.is_empty() {
        return ANYONE.to_owned();
    }
    let mut hash = Sha256::new();
    hash.update("canonical user of account ");
    hash.update(account);
    hex::encode(hash.finalize())
}

pub fn owner(account: &str) -> Owner {
    Owner {
        display_name: None,
        id: Some(canonical_id(account)),
    }
}

/// Root users are known by their account's canonical id, all others by their ARN.
pub fn initiator(caller: &Caller) -> String {
    match caller.principal.kind {
        PrincipalKind::Root => canonical_id(caller.account()),
        _ => caller.principal.arn.clone(),
    }
}

pub fn shown_initiator(id: &str) -> Initiator {
    Initiator {
        id: Some(id.to_owned()),
        display_name: None,
    }
}

/// The one grant of a list that grants nothing to others.
pub fn grant_to_owner(account: &str) -> Grant {
    Grant {
        grantee: Some(Grantee {
            id: Some(canonical_id(account)),
            r#type: "CanonicalUser".to_owned(),
            ..Grantee::default()
        }),
        permission: Some("FULL_CONTROL".to_owned()),
    }
}
