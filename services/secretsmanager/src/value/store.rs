//! Values on their way into the store, and out of it.

use super::given::Given;
use super::labels::{self, CURRENT};
use super::row::{VALUES, Value};
use crate::place::Found;
use crate::secret::row::Version;
use crate::{errors, keys, replica};
use haneul_pipeline::{AwsError, Cx};

/// As a version's id; needed by whoever makes one.
pub fn token(said: Option<String>, makes: bool) -> Result<Option<String>, AwsError> {
    match said {
        None if makes => Err(errors::no_token()),
        said => Ok(said.filter(|_| makes)),
    }
}

/// A key that somebody names; the account's own has no name.
pub fn key_id(said: Option<&str>) -> Option<String> {
    said.filter(|key| !key.is_empty()).map(str::to_owned)
}

/// Under a key in a Region.
pub fn seal(
    cx: &mut Cx,
    found: &Found,
    to: (&str, Option<&str>),
    version: &str,
    given: &Given,
) -> Result<Value, AwsError> {
    Ok(Value {
        kind: given.kind,
        sealed: keys::seal(cx, found, to, version, &given.plain)?,
    })
}

/// What a version says.
pub fn read(cx: &mut Cx, found: &Found, version: &str) -> Result<Given, AwsError> {
    let scope = cx.scope_of(&found.account, cx.region());
    let value = VALUES.get(cx.tx, scope, &(found.secret.unique().as_str(), version))?;
    let value = value.ok_or_else(|| errors::no_version(version))?;
    Ok(Given {
        kind: value.kind,
        plain: keys::open(cx, &value.sealed)?,
    })
}

/// Whether a version that there is says just this: then there is nothing to do.
pub fn same(cx: &mut Cx, found: &Found, id: &str, given: &Given) -> Result<(), AwsError> {
    match read(cx, found, id)? == *given {
        true => Ok(()),
        false => Err(errors::token_used(id, &found.arn(cx))),
    }
}

/// A version with a value and these labels; without any it is the current one. Whatever comes first
/// is current.
pub fn add(
    cx: &mut Cx,
    found: &mut Found,
    (id, given): (&str, &Given),
    labels: &[String],
) -> Result<(), AwsError> {
    let first = found.secret.labelled(CURRENT).is_none();
    if found.secret.version(id).is_none() {
        add_empty(cx, found, id)?;
    }
    for label in labels {
        labels::attach(&mut found.secret.versions, id, label);
    }
    if first || labels.is_empty() {
        labels::attach(&mut found.secret.versions, id, CURRENT);
    }
    found.secret.changed = cx.now();
    replace(cx, found, id, given)?;
    for at in 0..found.secret.replicas.len() {
        replica::copy_value(cx, found, at, (id, given))?;
    }
    Ok(())
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

/// The value of a version that is there, under the key of now.
pub fn replace(cx: &mut Cx, found: &mut Found, id: &str, given: &Given) -> Result<(), AwsError> {
    let to = (cx.region(), found.secret.key.as_deref());
    let value = seal(cx, found, to, id, given)?;
    let shown = match found.secret.key {
        Some(_) => value.sealed.key.clone(),
        None => keys::USUAL_SHOWN.to_owned(),
    };
    let unique = found.secret.unique();
    for version in found.secret.versions.iter_mut().filter(|v| v.id == id) {
        version.key = Some(shown.clone());
    }
    let scope = cx.scope_of(&found.account, cx.region());
    Ok(VALUES.put(cx.tx, scope, &(unique.as_str(), id), &value)?)
}
