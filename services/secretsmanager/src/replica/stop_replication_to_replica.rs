//! StopReplicationToReplica: the copy becomes a secret of its own, where it is.

use crate::secret::row::{self, SECRETS};
use crate::shapes::{StopReplicationToReplicaRequest, StopReplicationToReplicaResponse};
use crate::{errors, place};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: StopReplicationToReplicaRequest,
) -> Result<StopReplicationToReplicaResponse, AwsError> {
    let mut found = place::alive(cx, &input.secret_id)?;
    let Some(primary) = found.secret.primary.take() else {
        return Err(errors::request(
            "Operation not permitted on a secret that is not a replica.",
        ));
    };
    found.secret.rotation = None;
    let scope = cx.scope_of(&found.account, &primary);
    if let Some(mut secret) = SECRETS.get(cx.tx, scope, &found.secret.name)? {
        secret
            .replicas
            .retain(|replica| replica.region != cx.region());
        SECRETS.put(cx.tx, scope, &secret.name, &secret)?;
    }
    row::save(cx, &found)?;
    Ok(StopReplicationToReplicaResponse {
        arn: Some(found.arn(cx)),
    })
}
