//! The Regions that a secret is copied to.

use super::copy::{NONE, ours};
use crate::errors;
use crate::place::Found;
use crate::secret::row::Replica;
use crate::shapes::{ReplicaRegionType, ReplicationStatusType};
use crate::value;
use haneul_pipeline::{AwsError, Cx};

/// Those that somebody asks for, beside those there are.
pub fn wanted(
    cx: &Cx,
    known: &[Replica],
    asked: &[ReplicaRegionType],
) -> Result<Vec<Replica>, AwsError> {
    let mut all = known.to_vec();
    for one in asked {
        let region = one.region.clone().unwrap_or_default();
        if region.is_empty() {
            return Err(errors::parameter(
                "You must provide the Region of a replica.",
            ));
        }
        if region == cx.region() {
            return Err(errors::parameter(format!(
                "Invalid replica region {region}: a secret can't be replicated to its own Region."
            )));
        }
        if all.iter().any(|replica| replica.region == region) {
            return Err(errors::parameter(format!(
                "The secret is already replicated to the Region {region}."
            )));
        }
        all.push(Replica {
            region,
            key: value::key_id(one.kms_key_id.as_deref()),
            failure: None,
        });
    }
    Ok(all)
}

/// Nothing of a secret without any.
pub fn shown(cx: &mut Cx, found: &Found) -> Result<Option<Vec<ReplicationStatusType>>, AwsError> {
    let mut shown = Vec::new();
    for replica in &found.secret.replicas {
        let copy = ours(cx, found, &replica.region)?;
        let status = if replica.failure.is_some() {
            "Failed"
        } else {
            "InSync"
        };
        let message = replica.failure.clone();
        shown.push(ReplicationStatusType {
            region: Some(replica.region.clone()),
            kms_key_id: Some(replica.key.clone().unwrap_or_else(|| NONE.to_owned())),
            status: Some(status.to_owned()),
            status_message: message.or_else(|| Some("Replication succeeded".to_owned())),
            last_accessed_date: copy.and_then(|copy| copy.accessed),
        });
    }
    Ok((!shown.is_empty()).then_some(shown))
}
