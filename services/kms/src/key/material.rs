//! Rows of key material. It lies wrapped under a key that comes from the data's master key, the
//! key's id and its own, so no row opens in another's place.

use super::Found;
use bytes::Bytes;
use haneul_pipeline::keyring::{self, derive};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// By key and material.
pub static MATERIALS: Table<(String, String), Material> = Table::new("kms_material");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Material {
    pub id: String,
    /// Empty: it was imported and is gone, until it is imported again.
    pub wrapped: Bytes,
    pub created: Timestamp,
    /// When it became the one that encrypts; not of the first.
    pub rotated: Option<Timestamp>,
    pub on_demand: bool,
    pub description: Option<String>,
    /// When imported material is forgotten.
    pub expires: Option<Timestamp>,
    /// Imported, and not yet rotated to.
    pub pending: bool,
}

impl Stored for Material {
    const VERSION: u32 = 1;
}

fn under(cx: &Cx, key: &str, material: &str) -> Result<Zeroizing<keyring::Key>, AwsError> {
    let service = Zeroizing::new(cx.cloud.keys.key(&cx.cloud.store, "kms")?);
    let of_key = Zeroizing::new(derive(&service, key.as_bytes()));
    Ok(Zeroizing::new(derive(&of_key, material.as_bytes())))
}

pub fn keep(cx: &Cx, key: &str, id: &str, plain: &[u8]) -> Result<Material, AwsError> {
    let wrapped = keyring::seal(cx.random(), &*under(cx, key, id)?, plain);
    Ok(Material {
        id: id.to_owned(),
        wrapped,
        created: cx.now(),
        rotated: None,
        on_demand: false,
        description: None,
        expires: None,
        pending: false,
    })
}

pub fn unlock(cx: &Cx, key: &str, material: &Material) -> Result<Zeroizing<Vec<u8>>, AwsError> {
    let opened = keyring::unseal(&*under(cx, key, &material.id)?, &material.wrapped);
    let opened = opened.ok_or_else(|| AwsError::internal("key material that does not open"))?;
    Ok(Zeroizing::new(opened))
}

/// Adds material to a key in every Region that has it.
pub fn add(cx: &mut Cx, found: &Found, material: &Material) -> Result<(), AwsError> {
    for related in super::each_related(cx, found)? {
        put(cx, &related, material)?;
    }
    Ok(())
}

pub fn put(cx: &mut Cx, found: &Found, material: &Material) -> Result<(), AwsError> {
    let place = (found.key.id.clone(), material.id.clone());
    let scope = found.scope(cx);
    Ok(MATERIALS.put(cx.tx, scope, &place, material)?)
}

pub fn get(cx: &mut Cx, found: &Found, id: &str) -> Result<Option<Material>, AwsError> {
    let place = (found.key.id.clone(), id.to_owned());
    let scope = found.scope(cx);
    Ok(MATERIALS.get(cx.tx, scope, &place)?)
}

pub fn current(cx: &mut Cx, found: &Found) -> Result<Option<Material>, AwsError> {
    match &found.key.material {
        Some(id) => get(cx, found, id),
        None => Ok(None),
    }
}

/// All of a key's. Few rotate more often than each 90 days.
pub fn all(cx: &mut Cx, found: &Found) -> Result<Vec<Material>, AwsError> {
    let span = Span::prefix(&(found.key.id.as_str(),));
    let scope = found.scope(cx);
    let rows = MATERIALS.scan(cx.tx, scope, span, usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, material)| material).collect())
}

/// Forgets all of a key's.
pub fn wipe(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    for material in all(cx, found)? {
        let scope = found.scope(cx);
        MATERIALS.delete(cx.tx, scope, &(found.key.id.clone(), material.id))?;
    }
    Ok(())
}
