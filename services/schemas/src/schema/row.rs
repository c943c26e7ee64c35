//! The rows of a schema and of its versions.

use crate::{errors, limits, registry};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// By registry and name.
pub static SCHEMAS: Table<(String, String), Schema> = Table::new("schemas_schema");

/// By registry, schema and number.
pub static VERSIONS: Table<(String, String, u64), Version> = Table::new("schemas_version");

/// As what discoverers write down.
pub const DISCOVERED_TYPE: &str = super::content::OPEN_API;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    pub registry: String,
    pub name: String,
    pub description: Option<String>,
    pub tags: Vec<(String, String)>,
    /// Of the versions there are, in the order they came; and what each says, for whoever asks
    /// whether there is one like it.
    pub versions: Vec<(u64, String)>,
    /// The last number that was given.
    pub last: u64,
    pub modified: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Version {
    pub kind: String,
    pub content: String,
    pub created: Timestamp,
}

impl Stored for Schema {
    const VERSION: u32 = 1;
}

impl Stored for Version {
    const VERSION: u32 = 1;
}

pub fn arn(cx: &Cx, registry: &str, name: &str) -> String {
    cx.arn("schemas", &format!("schema/{registry}/{name}"))
}

pub fn digest(content: &str) -> String {
    hex::encode(&Sha256::digest(content)[..16])
}

pub fn find(cx: &mut Cx, registry: &str, name: &str) -> Result<Option<Schema>, AwsError> {
    Ok(SCHEMAS.get(cx.tx, cx.scope(), &(registry, name))?)
}

pub fn open(cx: &mut Cx, registry: &str, name: &str) -> Result<Schema, AwsError> {
    registry::open(cx, registry)?;
    find(cx, registry, name)?.ok_or_else(|| errors::not_found("Schema", name))
}

pub fn save(cx: &mut Cx, schema: &Schema) -> Result<(), AwsError> {
    let key = (schema.registry.as_str(), schema.name.as_str());
    Ok(SCHEMAS.put(cx.tx, cx.scope(), &key, schema)?)
}

pub fn of_registry(cx: &mut Cx, registry: &str) -> Result<Vec<Schema>, AwsError> {
    let span = Span::prefix(registry);
    let rows = SCHEMAS.scan(cx.tx, cx.scope(), span, usize::MAX, false)?;
    Ok(rows.into_iter().map(|(_, schema)| schema).collect())
}

pub fn names(cx: &mut Cx, registry: &str, limit: usize) -> Result<Vec<String>, AwsError> {
    let keys = SCHEMAS.keys(cx.tx, cx.scope(), Span::prefix(registry), limit, false)?;
    Ok(keys.into_iter().map(|(_, name)| name).collect())
}

/// One version, the last unless somebody says which.
pub fn version(
    cx: &mut Cx,
    schema: &Schema,
    said: Option<&str>,
) -> Result<(u64, Version), AwsError> {
    let last = schema.versions.last().map(|(number, _)| *number);
    let number = match said {
        Some(said) => said.parse().ok(),
        None => last,
    };
    let missing = || errors::not_found("Schema version", said.unwrap_or("latest"));
    let number = number.ok_or_else(missing)?;
    let key = (schema.registry.as_str(), schema.name.as_str(), number);
    let found = VERSIONS.get(cx.tx, cx.scope(), &key)?;
    Ok((number, found.ok_or_else(missing)?))
}

/// Adds a version, and says its number.
pub fn add(
    cx: &mut Cx,
    schema: &mut Schema,
    kind: &str,
    content: String,
) -> Result<(u64, Version), AwsError> {
    if schema.versions.len() >= limits::VERSIONS {
        return Err(errors::too_many("versions of a schema"));
    }
    schema.last += 1;
    schema.versions.push((schema.last, digest(&content)));
    schema.modified = cx.now();
    let version = Version {
        kind: kind.to_owned(),
        content,
        created: cx.now(),
    };
    let key = (schema.registry.as_str(), schema.name.as_str(), schema.last);
    VERSIONS.put(cx.tx, cx.scope(), &key, &version)?;
    save(cx, schema)?;
    Ok((schema.last, version))
}

pub fn remove(cx: &mut Cx, schema: &mut Schema, number: u64) -> Result<(), AwsError> {
    schema.versions.retain(|(known, _)| *known != number);
    let key = (schema.registry.as_str(), schema.name.as_str(), number);
    let scope = cx.scope();
    VERSIONS.delete(cx.tx, scope, &key)?;
    Ok(())
}
