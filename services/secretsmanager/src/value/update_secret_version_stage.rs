//! UpdateSecretVersionStage: a label goes from a version to another.

use super::labels::{self, CURRENT};
use crate::place::{self, Found};
use crate::secret::row;
use crate::shapes::{UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse};
use crate::{errors, limits, replica};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: UpdateSecretVersionStageRequest,
) -> Result<UpdateSecretVersionStageResponse, AwsError> {
    let mut found = place::primary(cx, &input.secret_id)?;
    let (label, to) = (&input.version_stage, input.move_to_version_id.as_deref());
    let from = input.remove_from_version_id.as_deref();
    check(&found, label, from, to)?;
    let versions = &mut found.secret.versions;
    match (from, to) {
        (_, Some(to)) => labels::attach(versions, to, label),
        (Some(from), None) => labels::detach(versions, from, label),
        (None, None) => {}
    }
    if let Some(to) = to {
        replica::complete(cx, &mut found, to)?;
    }
    found.secret.changed = cx.now();
    row::save(cx, &found)?;
    Ok(UpdateSecretVersionStageResponse {
        arn: Some(found.arn(cx)),
        name: Some(found.secret.name),
    })
}

fn check(found: &Found, label: &str, from: Option<&str>, to: Option<&str>) -> Result<(), AwsError> {
    let secret = &found.secret;
    if let Some(id) = to {
        let version = secret.version(id).ok_or_else(|| errors::no_version(id))?;
        if version.labels.len() >= limits::LABELS && !version.labels.iter().any(|l| l == label) {
            return Err(errors::limit(format!(
                "A version can have at most {} staging labels.",
                limits::LABELS
            )));
        }
    }
    if label == CURRENT && to.is_none() && from.is_some() {
        return Err(errors::parameter(
            "You can only move staging label AWSCURRENT to a different secret version. It can't be \
             completely removed.",
        ));
    }
    let holder = secret.labelled(label).map(|version| version.id.as_str());
    match (holder, from) {
        (Some(holder), None) if Some(holder) != to => Err(errors::parameter(format!(
            "The parameter RemoveFromVersionId can't be empty. Staging label {label} is currently \
             attached to version {holder}, so you must explicitly reference that version in \
             RemoveFromVersionId."
        ))),
        (holder, Some(from)) if holder != Some(from) => Err(errors::parameter(format!(
            "Version {from} of the secret does not have the staging label {label}."
        ))),
        (None, None) if to.is_none() => Err(errors::parameter(
            "You must provide MoveToVersionId or RemoveFromVersionId.",
        )),
        _ => Ok(()),
    }
}
