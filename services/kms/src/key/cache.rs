//! Unwrapped material, for a while: as many pieces as fit, each as of the version of its table.

use super::{Found, MATERIALS, material};
use crate::crypto::Secret;
use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use std::sync::Arc;

const KEPT: usize = 4_096;

type Place = (String, String, String, String, String);

pub struct Secrets(quick_cache::sync::Cache<Place, (u64, Arc<Secret>)>);

impl Default for Secrets {
    fn default() -> Self {
        Secrets(quick_cache::sync::Cache::new(KEPT))
    }
}

/// A piece of a key's material, ready for use. None: there is none of this id.
pub fn secret(cx: &mut Cx, found: &Found, id: &str) -> Result<Option<Arc<Secret>>, AwsError> {
    let secrets = cx.cloud.locals.get::<Secrets>();
    let place = (
        cx.partition().to_owned(),
        found.account.clone(),
        found.region.clone(),
        found.key.id.clone(),
        id.to_owned(),
    );
    let mark = cx
        .cloud
        .store
        .watermark(&MATERIALS.prefix(found.scope(cx))?);
    if let Some((version, secret)) = secrets.0.get(&place) {
        if version >= mark && version <= cx.tx.version() {
            return Ok(Some(secret));
        }
    }
    let Some(row) = material::get(cx, found, id)? else {
        return Ok(None);
    };
    if row.wrapped.is_empty() {
        return Err(errors::state(&found.arn(cx), "is pending import."));
    }
    let plain = material::unlock(cx, &found.key.id, &row)?;
    let secret = Secret::read(found.key.spec()?, &plain);
    let secret =
        Arc::new(secret.ok_or_else(|| AwsError::internal("key material of another kind"))?);
    // Only what a snapshot showed that is no older than the last change may be kept, and nothing
    // that this very call has written.
    if cx.tx.version() >= mark && !cx.tx.is_dirty() {
        secrets.0.insert(place, (cx.tx.version(), secret.clone()));
    }
    Ok(Some(secret))
}
