//! ReplicateSecretToRegions: copies of all versions that have a label.

use super::{claim, put_value, shown, wanted};
use crate::place::{self, Found};
use crate::secret::row;
use crate::shapes::{
    ReplicaRegionType, ReplicateSecretToRegionsRequest, ReplicateSecretToRegionsResponse,
};
use crate::value::{self, Value};
use haneul_pipeline::{AwsError, Cx, Edge};

/// A version's value for a Region, or why there is none.
type Copy = (String, String, Result<Value, String>);

pub async fn run(
    edge: Edge,
    input: ReplicateSecretToRegionsRequest,
) -> Result<ReplicateSecretToRegionsResponse, AwsError> {
    let (id, asked) = (input.secret_id, input.add_replica_regions);
    let force = input.force_overwrite_replica_secret == Some(true);
    let found = edge.read(|cx| open(cx, &id, &asked))?;
    let copies = copies(&edge, &found, &asked).await?;
    edge.answer(|cx| replicate(cx, &id, &asked, force, &copies))
        .await
}

/// With the replicas that it is to have.
fn open(cx: &mut Cx, id: &str, asked: &[ReplicaRegionType]) -> Result<Found, AwsError> {
    let mut found = place::primary(cx, id)?;
    found.secret.replicas = wanted(cx, &found.secret.replicas, asked)?;
    Ok(found)
}

async fn copies(
    edge: &Edge,
    found: &Found,
    asked: &[ReplicaRegionType],
) -> Result<Vec<Copy>, AwsError> {
    let labelled = found
        .secret
        .versions
        .iter()
        .filter(|v| !v.labels.is_empty());
    let mut copies = Vec::new();
    for version in labelled.filter(|version| version.key.is_some()) {
        let given = value::read(edge, found, &version.id).await?;
        for one in asked {
            let region = one.region.as_deref().unwrap_or_default();
            let to = (
                region,
                one.kms_key_id.as_deref().filter(|key| !key.is_empty()),
            );
            let sealed = value::seal(edge, found, to, &version.id, &given).await;
            let sealed = sealed.map_err(|why| why.message);
            copies.push((region.to_owned(), version.id.clone(), sealed));
        }
    }
    Ok(copies)
}

fn replicate(
    cx: &mut Cx,
    id: &str,
    asked: &[ReplicaRegionType],
    force: bool,
    copies: &[Copy],
) -> Result<ReplicateSecretToRegionsResponse, AwsError> {
    let mut found = open(cx, id, asked)?;
    claim(cx, &mut found, force)?;
    for (region, version, value) in copies {
        match value {
            Ok(value) => put_value(cx, &mut found, region, version, value)?,
            Err(why) => super::fail(&mut found, region, why.clone()),
        }
    }
    row::save(cx, &found)?;
    Ok(ReplicateSecretToRegionsResponse {
        arn: Some(found.arn(cx)),
        replication_status: shown(cx, &found)?,
    })
}
