//! GetSecretValue: by a version's id, by a label, or the current one.

use super::labels::CURRENT;
use super::store;
use crate::place::{self, Found};
use crate::secret::row::{SECRETS, Version};
use crate::shapes::{GetSecretValueRequest, GetSecretValueResponse};
use crate::{errors, value};
use haneul_pipeline::{AwsError, Cx};
use jiff::{SignedDuration, Timestamp};

pub fn run(cx: &mut Cx, input: GetSecretValueRequest) -> Result<GetSecretValueResponse, AwsError> {
    let found = place::alive(cx, &input.secret_id)?;
    let (id, label) = (input.version_id.as_deref(), input.version_stage.as_deref());
    let version = choose(&found, id, label)?.clone();
    of_version(cx, found, version)
}

pub fn of_version(
    cx: &mut Cx,
    found: Found,
    version: Version,
) -> Result<GetSecretValueResponse, AwsError> {
    let given = store::read(cx, &found, &version.id)?;
    note(cx, &found, &version)?;
    let (secret_string, secret_binary) = given.shown();
    Ok(GetSecretValueResponse {
        arn: Some(found.arn(cx)),
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
fn note(cx: &mut Cx, found: &Found, version: &Version) -> Result<(), AwsError> {
    let day = day(cx.now());
    if found.secret.accessed == Some(day) && version.accessed == Some(day) {
        return Ok(());
    }
    let mut secret = found.secret.clone();
    secret.accessed = Some(day);
    for known in secret.versions.iter_mut().filter(|v| v.id == version.id) {
        known.accessed = Some(day);
    }
    let scope = cx.scope_of(&found.account, cx.region());
    Ok(SECRETS.put(cx.tx, scope, &secret.name, &secret)?)
}

fn day(now: Timestamp) -> Timestamp {
    now - SignedDuration::from_secs(now.as_second().rem_euclid(86_400))
        - SignedDuration::from_nanos(i64::from(now.subsec_nanosecond()))
}
