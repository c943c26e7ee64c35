//! The copy in another Region: the same name and end of the ARN, values under a key of its own.

use crate::keys;
use crate::measure;
use crate::place::Found;
use crate::secret::row::{self, SECRETS, Secret, Version};
use crate::value::{self, Given, VALUES};
use haneul_pipeline::{AwsError, Cx};

/// What is shown of a copy whose key nobody named.
pub const NONE: &str = keys::USUAL;

/// The copy in a Region, if what has the name there is one of this secret.
pub fn ours(cx: &mut Cx, found: &Found, region: &str) -> Result<Option<Secret>, AwsError> {
    let scope = cx.scope_of(&found.account, region);
    let there = SECRETS.get(cx.tx, scope, &found.secret.name)?;
    Ok(there.filter(|there| is_ours(cx, found, there)))
}

fn is_ours(cx: &Cx, found: &Found, there: &Secret) -> bool {
    there.primary.as_deref() == Some(cx.region()) && there.suffix == found.secret.suffix
}

fn regions(found: &Found) -> Vec<String> {
    let replicas = found.secret.replicas.iter();
    replicas.map(|replica| replica.region.clone()).collect()
}

/// Makes room for the copies in Regions where another secret has the name, or says why not.
pub fn claim(cx: &mut Cx, found: &mut Found, force: bool) -> Result<(), AwsError> {
    for region in regions(found) {
        let scope = cx.scope_of(&found.account, &region);
        let there = SECRETS.get(cx.tx, scope, &found.secret.name)?;
        let Some(there) = there.filter(|there| !is_ours(cx, found, there)) else {
            continue;
        };
        match force {
            true => {
                let other = Found {
                    account: found.account.clone(),
                    secret: there,
                };
                row::erase(cx, &other, &region)?;
            }
            false => {
                let name = &found.secret.name;
                let why = format!(
                    "Replication failed: Secret name {name} already exists in region {region}."
                );
                fail(found, &region, why);
            }
        }
    }
    Ok(())
}

fn fail(found: &mut Found, region: &str, why: String) {
    let replicas = found.secret.replicas.iter_mut();
    for replica in replicas.filter(|replica| replica.region == region) {
        replica.failure = Some(why.clone());
    }
}

/// What a version says, for one of the copies; why it cannot have it is shown with its status.
pub fn copy_value(
    cx: &mut Cx,
    found: &mut Found,
    at: usize,
    (version, given): (&str, &Given),
) -> Result<(), AwsError> {
    let Some(replica) = found.secret.replicas.get(at).cloned() else {
        return Ok(());
    };
    if is_taken(cx, found, &replica.region)? {
        return Ok(());
    }
    let to = (replica.region.as_str(), replica.key.as_deref());
    let failure = match value::seal(cx, found, to, version, given) {
        Ok(value) => {
            let scope = cx.scope_of(&found.account, &replica.region);
            let unique = found.secret.unique();
            VALUES.put(cx.tx, scope, &(unique.as_str(), version), &value)?;
            None
        }
        Err(why) if why.status_in(None) >= 500 => return Err(why),
        Err(why) => Some(why.message),
    };
    if let Some(replica) = found.secret.replicas.get_mut(at) {
        replica.failure = failure;
    }
    Ok(())
}

/// A version that got a label again is copied to where it never came.
pub fn complete(cx: &mut Cx, found: &mut Found, version: &str) -> Result<(), AwsError> {
    let is_filled = |known: &Version| known.key.is_some();
    if !found.secret.version(version).is_some_and(is_filled) {
        return Ok(());
    }
    let unique = found.secret.unique();
    for (at, region) in regions(found).into_iter().enumerate() {
        let scope = cx.scope_of(&found.account, &region);
        if !VALUES.exists(cx.tx, scope, &(unique.as_str(), version))? {
            let given = value::read(cx, found, version)?;
            copy_value(cx, found, at, (version, &given))?;
        }
    }
    Ok(())
}

/// The secret knows of each copy which key it lies under: a copy tells when that changes.
pub fn tell_key(cx: &mut Cx, copy: &Found) -> Result<(), AwsError> {
    let Some(primary) = &copy.secret.primary else {
        return Ok(());
    };
    let scope = cx.scope_of(&copy.account, primary);
    let Some(mut secret) = SECRETS.get(cx.tx, scope, &copy.secret.name)? else {
        return Ok(());
    };
    let replicas = secret.replicas.iter_mut();
    for replica in replicas.filter(|replica| replica.region == cx.call.region) {
        replica.key.clone_from(&copy.secret.key);
    }
    Ok(SECRETS.put(cx.tx, scope, &secret.name, &secret)?)
}

/// Another secret has the name there.
fn is_taken(cx: &mut Cx, found: &Found, region: &str) -> Result<bool, AwsError> {
    let scope = cx.scope_of(&found.account, region);
    let there = SECRETS.get(cx.tx, scope, &found.secret.name)?;
    Ok(there.is_some_and(|there| !is_ours(cx, found, &there)))
}

/// The copies become as the secret is, as far as their values came.
pub fn follow(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    for replica in &found.secret.replicas {
        if is_taken(cx, found, &replica.region)? {
            continue;
        }
        let before = ours(cx, found, &replica.region)?;
        let mut copy = Secret {
            key: replica.key.clone(),
            primary: Some(cx.region().to_owned()),
            replicas: Vec::new(),
            accessed: before.as_ref().and_then(|before| before.accessed),
            ..found.secret.clone()
        };
        // It is rotated where it is not a copy.
        if let Some(rotation) = &mut copy.rotation {
            rotation.next = None;
        }
        values(cx, found, &mut copy, before, &replica.region)?;
        let scope = cx.scope_of(&found.account, &replica.region);
        measure::held(cx, scope)?;
        SECRETS.put(cx.tx, scope, &copy.name, &copy)?;
    }
    Ok(())
}

/// Only versions of which the copy has the value; values of versions that are gone go.
fn values(
    cx: &mut Cx,
    found: &Found,
    copy: &mut Secret,
    before: Option<Secret>,
    region: &str,
) -> Result<(), AwsError> {
    let scope = cx.scope_of(&found.account, region);
    let unique = copy.unique();
    let mut kept = Vec::new();
    for mut version in std::mem::take(&mut copy.versions) {
        let value = VALUES.get(cx.tx, scope, &(unique.as_str(), version.id.as_str()))?;
        let Some(value) = value else { continue };
        version.key = Some(match copy.key {
            Some(_) => value.sealed.key,
            None => keys::USUAL_SHOWN.to_owned(),
        });
        let before = before
            .as_ref()
            .and_then(|before| before.version(&version.id));
        version.accessed = before.and_then(|before| before.accessed);
        kept.push(version);
    }
    copy.versions = kept;
    let before = before.map(|before| before.versions).unwrap_or_default();
    for gone in before.iter().filter(|v| copy.version(&v.id).is_none()) {
        VALUES.delete(cx.tx, scope, &(unique.as_str(), gone.id.as_str()))?;
    }
    Ok(())
}

/// The copy in a Region goes.
pub fn erase(cx: &mut Cx, found: &Found, region: &str) -> Result<(), AwsError> {
    let Some(secret) = ours(cx, found, region)? else {
        return Ok(());
    };
    let account = found.account.clone();
    row::erase(cx, &Found { account, secret }, region)
}
