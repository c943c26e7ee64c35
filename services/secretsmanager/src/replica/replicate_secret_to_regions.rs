//! ReplicateSecretToRegions: copies of all versions that have a label.

use super::{claim, copy_value, shown, wanted};
use crate::place;
use crate::secret::row;
use crate::shapes::{ReplicateSecretToRegionsRequest, ReplicateSecretToRegionsResponse};
use crate::value;
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: ReplicateSecretToRegionsRequest,
) -> Result<ReplicateSecretToRegionsResponse, AwsError> {
    let mut found = place::primary(cx, &input.secret_id)?;
    let known = found.secret.replicas.len();
    found.secret.replicas = wanted(cx, &found.secret.replicas, &input.add_replica_regions)?;
    let force = input.force_overwrite_replica_secret == Some(true);
    claim(cx, &mut found, force)?;
    for version in found.secret.versions.clone() {
        if version.labels.is_empty() || version.key.is_none() {
            continue;
        }
        let given = value::read(cx, &found, &version.id)?;
        for at in known..found.secret.replicas.len() {
            copy_value(cx, &mut found, at, (&version.id, &given))?;
        }
    }
    row::save(cx, &found)?;
    Ok(ReplicateSecretToRegionsResponse {
        arn: Some(found.arn(cx)),
        replication_status: shown(cx, &found)?,
    })
}
