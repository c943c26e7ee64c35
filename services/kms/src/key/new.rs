//! Making a key.

use super::{Found, Key, MultiRegion, add, keep};
use crate::crypto::{Spec, Usage};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;

/// What a new key shall be.
#[derive(Clone, Debug)]
pub struct Wish {
    pub spec: Spec,
    pub usage: Usage,
    pub external: bool,
    pub multi_region: bool,
    pub description: String,
    pub policy: String,
    pub tags: Vec<(String, String)>,
    pub service: Option<String>,
}

pub fn material_id(cx: &Cx) -> String {
    hex::encode(cx.random().bytes::<32>())
}

impl Wish {
    /// With this material, which an imported key has not yet.
    pub fn make(&self, cx: &mut Cx, material: Option<&[u8]>) -> Result<Found, AwsError> {
        let id = match self.multi_region {
            true => format!("mrk-{}", ids::hex_id(cx.random(), 32)),
            false => ids::uuid(cx.random()),
        };
        let material = match material {
            Some(plain) => Some(keep(cx, &id, &material_id(cx), plain)?),
            None => None,
        };
        let found = Found {
            key: Key {
                id,
                created: cx.now(),
                description: self.description.clone(),
                spec: self.spec.name().to_owned(),
                usage: self.usage.name().to_owned(),
                external: self.external,
                policy: self.policy.clone(),
                tags: self.tags.clone(),
                enabled: true,
                deletion: None,
                service: self.service.clone(),
                material: material.as_ref().map(|material| material.id.clone()),
                awaits_import: material.is_none(),
                rotation: None,
                rotated_on_demand: 0,
                rotating: None,
                multi_region: self.multi_region.then(|| MultiRegion {
                    primary: cx.region().to_owned(),
                    replicas: Vec::new(),
                }),
            },
            account: cx.account().to_owned(),
            region: cx.region().to_owned(),
            alias: None,
        };
        super::put(cx, &found, &found.key)?;
        if let Some(material) = &material {
            add(cx, &found, material)?;
        }
        Ok(found)
    }
}
