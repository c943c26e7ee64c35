//! What a bucket's list opens to others, as statements of a policy: for whoever watches over access.

use super::canonical_id;
use super::list::{Grantee, Permission};
use crate::bucket::Bucket;
use serde_json::{Value as Json, json};

/// The bucket's policy with what its list grants.
pub fn policy(bucket: &Bucket, arn: &str) -> Option<String> {
    let granted = statements(bucket, arn);
    if granted.is_empty() {
        return bucket.policy.clone();
    }
    let text = bucket.policy.as_deref();
    let mut document: Json = text
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_else(|| json!({"Version": "2012-10-17", "Statement": []}));
    let mut all = match document["Statement"].take() {
        Json::Array(all) => all,
        one => vec![one],
    };
    all.extend(granted);
    document["Statement"] = Json::Array(all);
    Some(document.to_string())
}

fn statements(bucket: &Bucket, arn: &str) -> Vec<Json> {
    let Some(acl) = bucket.acl.as_ref().filter(|_| !bucket.acls_off()) else {
        return Vec::new();
    };
    let ignores = bucket.blocks().ignore_acls;
    let own = Grantee::User(canonical_id(&bucket.owner));
    let others = acl.grants.iter().filter(|grant| grant.to != own);
    let counted = others.filter(|grant| !(ignores && grant.to.is_public()));
    counted
        .filter_map(|grant| {
            let principal = match &grant.to {
                Grantee::User(id) => json!({"CanonicalUser": id}),
                Grantee::AllUsers | Grantee::AuthenticatedUsers => json!("*"),
                Grantee::LogDelivery => return None,
            };
            let actions: Vec<&str> = match grant.permission {
                Permission::FullControl => vec![
                    "s3:ListBucket",
                    "s3:PutObject",
                    "s3:GetBucketAcl",
                    "s3:PutBucketAcl",
                ],
                Permission::Read => vec!["s3:ListBucket"],
                Permission::Write => vec!["s3:PutObject"],
                Permission::ReadAcp => vec!["s3:GetBucketAcl"],
                Permission::WriteAcp => vec!["s3:PutBucketAcl"],
            };
            Some(
                json!({"Effect": "Allow", "Principal": principal, "Action": actions,
                "Resource": [arn, format!("{arn}/*")]}),
            )
        })
        .collect()
}
