//! Values on their way into the store, and out of it. KMS is asked before the change: a change does
//! not wait for others.

use super::given::Given;
use super::labels::{self, CURRENT};
use super::row::{VALUES, Value};
use crate::place::Found;
use crate::secret::row::Version;
use crate::{errors, keys, replica};
use haneul_pipeline::{AwsError, Cx, Edge};

/// A value under the keys of all the Regions it goes to.
#[derive(Clone)]
pub struct Prepared {
    pub version: String,
    value: Value,
    replicas: Vec<(String, Result<Value, String>)>,
}

/// As a version's id; needed by whoever makes one.
pub fn token(said: Option<&str>, makes: bool) -> Result<Option<String>, AwsError> {
    match said {
        None if makes => Err(errors::no_token()),
        said => Ok(said.filter(|_| makes).map(str::to_owned)),
    }
}

/// A key that somebody names; the account's own has no name.
pub fn key_id(said: Option<&str>) -> Option<String> {
    said.filter(|key| !key.is_empty()).map(str::to_owned)
}

/// For the secret and its replicas.
pub async fn prepare(
    edge: &Edge,
    found: &Found,
    version: &str,
    given: &Given,
) -> Result<Prepared, AwsError> {
    let mut prepared = prepare_here(edge, found, version, given).await?;
    for replica in &found.secret.replicas {
        let to = (replica.region.as_str(), replica.key.as_deref());
        let sealed = seal(edge, found, to, version, given).await;
        let sealed = sealed.map_err(|why| why.message);
        prepared.replicas.push((replica.region.clone(), sealed));
    }
    Ok(prepared)
}

/// For the secret alone.
pub async fn prepare_here(
    edge: &Edge,
    found: &Found,
    version: &str,
    given: &Given,
) -> Result<Prepared, AwsError> {
    let to = (edge.call.region.as_str(), found.secret.key.as_deref());
    Ok(Prepared {
        version: version.to_owned(),
        value: seal(edge, found, to, version, given).await?,
        replicas: Vec::new(),
    })
}

pub async fn seal(
    edge: &Edge,
    found: &Found,
    to: (&str, Option<&str>),
    version: &str,
    given: &Given,
) -> Result<Value, AwsError> {
    Ok(Value {
        kind: given.kind,
        sealed: keys::seal(edge, found, to, version, &given.plain).await?,
    })
}

/// What a version says.
pub async fn read(edge: &Edge, found: &Found, version: &str) -> Result<Given, AwsError> {
    let value = edge.read(|cx| {
        let scope = cx.scope_of(&found.account, cx.region());
        Ok(VALUES.get(cx.tx, scope, &(found.secret.unique().as_str(), version))?)
    })?;
    let value = value.ok_or_else(|| errors::no_version(version))?;
    Ok(Given {
        kind: value.kind,
        plain: keys::open(edge, found, version, &value.sealed).await?,
    })
}

/// Whether a version that there is says just this: then there is nothing to do.
pub async fn same(edge: &Edge, found: &Found, id: &str, given: &Given) -> Result<(), AwsError> {
    match read(edge, found, id).await? == *given {
        true => Ok(()),
        false => {
            let arn = found.arn_in(&edge.call.partition, &edge.call.region);
            Err(errors::token_used(id, &arn))
        }
    }
}

/// A version with a value and these labels; without any it is the current one. Whatever comes first
/// is current.
pub fn add(
    cx: &mut Cx,
    found: &mut Found,
    prepared: Prepared,
    labels: &[String],
) -> Result<(), AwsError> {
    let id = prepared.version.clone();
    let first = found.secret.labelled(CURRENT).is_none();
    if found.secret.version(&id).is_none() {
        add_empty(cx, found, &id)?;
    }
    for label in labels {
        labels::attach(&mut found.secret.versions, &id, label);
    }
    if first || labels.is_empty() {
        labels::attach(&mut found.secret.versions, &id, CURRENT);
    }
    found.secret.changed = cx.now();
    replace(cx, found, prepared)
}

/// A version that says nothing yet.
pub fn add_empty(cx: &mut Cx, found: &mut Found, id: &str) -> Result<(), AwsError> {
    let unique = found.secret.unique();
    for gone in found.secret.make_room(cx.now())? {
        let scope = cx.scope_of(&found.account, cx.region());
        VALUES.delete(cx.tx, scope, &(unique.as_str(), gone.as_str()))?;
    }
    found.secret.versions.push(Version {
        id: id.to_owned(),
        labels: Vec::new(),
        created: cx.now(),
        accessed: None,
        key: None,
    });
    Ok(())
}

/// The value of a version that is there, and of its copies.
pub fn replace(cx: &mut Cx, found: &mut Found, prepared: Prepared) -> Result<(), AwsError> {
    let id = prepared.version;
    let shown = match found.secret.key {
        Some(_) => prepared.value.sealed.key.clone(),
        None => keys::USUAL_SHOWN.to_owned(),
    };
    let version = found.secret.versions.iter_mut().find(|v| v.id == id);
    let Some(version) = version else {
        return Ok(());
    };
    version.key = Some(shown);
    let unique = found.secret.unique();
    let key = (unique.as_str(), id.as_str());
    let scope = cx.scope_of(&found.account, cx.region());
    VALUES.put(cx.tx, scope, &key, &prepared.value)?;
    for (region, value) in prepared.replicas {
        match value {
            Ok(value) => replica::put_value(cx, found, &region, &id, &value)?,
            Err(why) => replica::fail(found, &region, why),
        }
    }
    Ok(())
}
