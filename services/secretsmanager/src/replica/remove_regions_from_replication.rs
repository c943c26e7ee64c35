//! RemoveRegionsFromReplication: the copies in these Regions go.

use super::{erase, shown};
use crate::secret::row;
use crate::shapes::{RemoveRegionsFromReplicationRequest, RemoveRegionsFromReplicationResponse};
use crate::{errors, place};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: RemoveRegionsFromReplicationRequest,
) -> Result<RemoveRegionsFromReplicationResponse, AwsError> {
    let mut found = place::primary(cx, &input.secret_id)?;
    for region in &input.remove_replica_regions {
        if !found.secret.replicas.iter().any(|r| r.region == *region) {
            return Err(errors::parameter(format!(
                "The secret is not replicated to the Region {region}."
            )));
        }
        erase(cx, &found, region)?;
        found
            .secret
            .replicas
            .retain(|replica| replica.region != *region);
    }
    row::save(cx, &found)?;
    Ok(RemoveRegionsFromReplicationResponse {
        arn: Some(found.arn(cx)),
        replication_status: Some(shown(cx, &found)?.unwrap_or_default()),
    })
}
