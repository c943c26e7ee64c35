//! The row of a grant.

use crate::errors;
use crate::key::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Span, Stored, Table, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By key and grant.
pub static GRANTS: Table<(String, String), Grant> =
    Table::new("kms_grant").with_indexes(&[BY_GRANTEE, BY_RETIRING]);

const BY_GRANTEE: Index<(String, String), Grant> = Index::new("grantee", |key, grant| {
    vec![key_bytes(&(key.0.as_str(), grant.grantee.as_str()))]
});

const BY_RETIRING: Index<(String, String), Grant> = Index::new("retiring", |key, grant| {
    let retiring = grant.retiring.iter();
    retiring
        .map(|who| key_bytes(&(who.as_str(), key.1.as_str(), key.0.as_str())))
        .collect()
});

/// In one transaction.
const PIECE: usize = 500;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grant {
    pub id: String,
    pub name: Option<String>,
    pub created: Timestamp,
    /// ARNs, or names of services.
    pub grantee: String,
    pub retiring: Option<String>,
    /// The account that made it.
    pub issuer: String,
    pub operations: Vec<String>,
    pub context: Option<Constraint>,
}

/// What an encryption context must have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Constraint {
    pub pairs: Vec<(String, String)>,
    /// And nothing else.
    pub whole: bool,
}

impl Stored for Grant {
    const VERSION: u32 = 1;
}

pub fn put(cx: &mut Cx, found: &Found, grant: &Grant) -> Result<(), AwsError> {
    let place = (found.key.id.clone(), grant.id.clone());
    let scope = found.scope(cx);
    Ok(GRANTS.put(cx.tx, scope, &place, grant)?)
}

pub fn open(cx: &mut Cx, found: &Found, id: &str) -> Result<Grant, AwsError> {
    let place = (found.key.id.clone(), id.to_owned());
    let scope = found.scope(cx);
    let grant = GRANTS.get(cx.tx, scope, &place)?;
    grant.ok_or_else(|| errors::no_grant(id, &found.arn(cx)))
}

pub fn remove(cx: &mut Cx, found: &Found, id: &str) -> Result<(), AwsError> {
    let place = (found.key.id.clone(), id.to_owned());
    let scope = found.scope(cx);
    GRANTS.delete(cx.tx, scope, &place)?;
    Ok(())
}

/// Whether a key has any grant: most have none.
pub fn exist(cx: &mut Cx, found: &Found) -> Result<bool, AwsError> {
    let begin = key_bytes(&(found.key.id.as_str(),));
    let scope = found.scope(cx);
    Ok(!cx.has_none(&GRANTS, scope, &begin)?)
}

/// Those of a key to one principal.
pub fn to(cx: &mut Cx, found: &Found, grantee: &str) -> Result<Vec<Grant>, AwsError> {
    let prefix = key_bytes(&(found.key.id.as_str(), grantee));
    let scope = found.scope(cx);
    let rows = GRANTS.by_index(cx.tx, scope, "grantee", &prefix, usize::MAX)?;
    Ok(rows.into_iter().map(|(_, grant)| grant).collect())
}

/// Removes a key's grants, as many as one transaction should; whether that was all.
pub fn remove_some(cx: &mut Cx, found: &Found) -> Result<bool, AwsError> {
    let scope = found.scope(cx);
    let span = Span::prefix(&(found.key.id.as_str(),));
    let rows = GRANTS.keys(cx.tx, scope, span, PIECE, false)?;
    for place in &rows {
        GRANTS.delete(cx.tx, scope, place)?;
    }
    Ok(rows.len() < PIECE)
}
