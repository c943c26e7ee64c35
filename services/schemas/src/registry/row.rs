//! The row of a registry.

use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use serde::{Deserialize, Serialize};

pub static REGISTRIES: Table<String, Registry> = Table::new("schemas_registry");

/// Where discoverers put what they see.
pub const DISCOVERED: &str = "discovered-schemas";

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Registry {
    pub name: String,
    pub description: Option<String>,
    pub tags: Vec<(String, String)>,
    pub policy: Option<Policy>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    pub text: String,
    pub revision: String,
}

impl Stored for Registry {
    const VERSION: u32 = 1;
}

pub fn arn(cx: &Cx, name: &str) -> String {
    cx.arn("schemas", &format!("registry/{name}"))
}

pub fn find(cx: &mut Cx, name: &str) -> Result<Option<Registry>, AwsError> {
    Ok(REGISTRIES.get(cx.tx, cx.scope(), name)?)
}

pub fn open(cx: &mut Cx, name: &str) -> Result<Registry, AwsError> {
    if name.starts_with("aws.") {
        return Err(AwsError::not_implemented("the schema registries of AWS"));
    }
    find(cx, name)?.ok_or_else(|| errors::not_found("Registry", name))
}

pub fn save(cx: &mut Cx, registry: &Registry) -> Result<(), AwsError> {
    Ok(REGISTRIES.put(cx.tx, cx.scope(), &registry.name, registry)?)
}

/// The registry of what was discovered, which comes with the first discoverer.
pub fn discovered(cx: &mut Cx) -> Result<(), AwsError> {
    if find(cx, DISCOVERED)?.is_some() {
        return Ok(());
    }
    let registry = Registry {
        name: DISCOVERED.to_owned(),
        description: Some("Schemas that were discovered on event buses".to_owned()),
        ..Registry::default()
    };
    save(cx, &registry)
}
