//! GetSecretValue: by a version's id, by a label, or the current one.

use super::labels::CURRENT;
use super::store;
use crate::place::{self, Found};
use crate::secret::row::{SECRETS, Version};
use crate::shapes::{GetSecretValueRequest, GetSecretValueResponse};
use crate::{errors, value};
use haneul_pipeline::{AwsError, Cx, Edge};
use jiff::{SignedDuration, Timestamp};

pub async fn run(
    edge: Edge,
    input: GetSecretValueRequest,
) -> Result<GetSecretValueResponse, AwsError> {
    let (found, version) = edge.read(|cx| {
        let found = place::alive(cx, &input.secret_id)?;
        let (id, label) = (input.version_id.as_deref(), input.version_stage.as_deref());
        let version = choose(&found, id, label)?.clone();
        Ok((found, version))
    })?;
    of_version(&edge, found, version).await
}

pub async fn of_version(
    edge: &Edge,
    found: Found,
    version: Version,
) -> Result<GetSecretValueResponse, AwsError> {
    let given = store::read(edge, &found, &version.id).await?;
    note(edge, &found, &version).await?;
    let (secret_string, secret_binary) = given.shown();
    Ok(GetSecretValueResponse {
        arn: Some(found.arn_in(&edge.call.partition, &edge.call.region)),
        name: Some(found.secret.name),
        version_stages: Some(value::shown(&version.labels)),
        created_date: Some(version.created),
        version_id: Some(version.id),
        secret_binary,
        secret_string,
    })
}

pub fn choose<'f>(
    found: &'f Found,
    id: Option<&str>,
    label: Option<&str>,
) -> Result<&'f Version, AwsError> {
    let secret = &found.secret;
    let Some(id) = id else {
        let label = label.unwrap_or(CURRENT);
        let version = secret.labelled(label);
        return version
            .filter(filled)
            .ok_or_else(|| errors::no_stage(label));
    };
    let version = secret.version(id).filter(filled);
    let version = version.ok_or_else(|| errors::no_version(id))?;
    match label.is_none_or(|label| version.labels.iter().any(|known| known == label)) {
        true => Ok(version),
        false => Err(errors::request(
            "You provided a VersionStage that is not associated to the provided VersionId.",
        )),
    }
}

fn filled(version: &&Version) -> bool {
    version.key.is_some()
}

/// On which day it was read, once a day.
async fn note(edge: &Edge, found: &Found, version: &Version) -> Result<(), AwsError> {
    let day = day(edge.call.now);
    if found.secret.accessed == Some(day) && version.accessed == Some(day) {
        return Ok(());
    }
    edge.transact(|cx| write_day(cx, found, &version.id, day))
        .await
}

fn write_day(cx: &mut Cx, found: &Found, id: &str, day: Timestamp) -> Result<(), AwsError> {
    let scope = cx.scope_of(&found.account, cx.region());
    let Some(mut secret) = SECRETS.get(cx.tx, scope, &found.secret.name)? else {
        return Ok(());
    };
    secret.accessed = Some(day);
    for version in secret.versions.iter_mut().filter(|v| v.id == id) {
        version.accessed = Some(day);
    }
    Ok(SECRETS.put(cx.tx, scope, &found.secret.name, &secret)?)
}

fn day(now: Timestamp) -> Timestamp {
    now - SignedDuration::from_secs(now.as_second().rem_euclid(86_400))
        - SignedDuration::from_nanos(i64::from(now.subsec_nanosecond()))
}
