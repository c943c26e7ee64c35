//! RotateKeyOnDemand.

use super::turn;
use crate::crypto::Spec;
use crate::shapes::{RotateKeyOnDemandRequest, RotateKeyOnDemandResponse};
use crate::{errors, key, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: RotateKeyOnDemandRequest,
) -> Result<RotateKeyOnDemandResponse, AwsError> {
    let found = key::open_own(cx, &input.key_id)?;
    let arn = found.arn(cx);
    let is_replica = found.key.is_replica_in(&found.region);
    if found.key.spec()? != Spec::Symmetric || is_replica {
        return Err(errors::unsupported(format!(
            "RotateKeyOnDemand is not supported for the key {arn}."
        )));
    }
    key::check_enabled(cx, &found)?;
    if found.key.rotating.is_some() {
        return Err(errors::conflict(format!(
            "An on-demand rotation of {arn} is already in progress."
        )));
    }
    if found.key.rotated_on_demand >= limits::ROTATIONS_ON_DEMAND {
        return Err(errors::limit(format!(
            "{arn} was rotated on demand as often as a key can be."
        )));
    }
    if found.key.external && !key::materials(cx, &found)?.iter().any(|m| m.pending) {
        return Err(errors::state(
            &arn,
            "has no imported key material that is pending rotation.",
        ));
    }
    turn::on_demand(cx, &found)?;
    Ok(RotateKeyOnDemandResponse { key_id: Some(arn) })
}
