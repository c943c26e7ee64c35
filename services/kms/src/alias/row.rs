//! The row of an alias.

use crate::errors;
use crate::key::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Index, Stored, Table, key_bytes};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By their names, with `alias/` in front.
pub static ALIASES: Table<String, Alias> = Table::new("kms_alias")
    .with_indexes(&[Index::new("target", |name: &String, alias: &Alias| {
        vec![key_bytes(&(alias.target.as_str(), name.as_str()))]
    })]);

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alias {
    pub target: String,
    pub created: Timestamp,
    pub updated: Timestamp,
}

impl Stored for Alias {
    const VERSION: u32 = 1;
}

pub fn arn(cx: &Cx, account: &str, name: &str) -> String {
    format!(
        "arn:{}:kms:{}:{account}:{name}",
        cx.partition(),
        cx.region()
    )
}

/// The id of the key that an alias stands for.
pub fn target(cx: &mut Cx, account: &str, name: &str) -> Result<Option<String>, AwsError> {
    let scope = cx.scope_of(account, cx.region());
    let alias = cx.known(&ALIASES, scope, name)?;
    Ok(alias.map(|alias| alias.target.clone()))
}

pub fn of(cx: &mut Cx, name: &str) -> Result<Alias, AwsError> {
    let alias = ALIASES.get(cx.tx, cx.scope(), name)?;
    alias.ok_or_else(|| errors::no_alias(&arn(cx, cx.account(), name)))
}

pub fn make(cx: &mut Cx, name: &str, target: &str) -> Result<(), AwsError> {
    let alias = Alias {
        target: target.to_owned(),
        created: cx.now(),
        updated: cx.now(),
    };
    Ok(ALIASES.put(cx.tx, cx.scope(), name, &alias)?)
}

/// All of a key's, which are few.
pub fn names_of(cx: &mut Cx, found: &Found) -> Result<Vec<String>, AwsError> {
    let prefix = key_bytes(&(found.key.id.as_str(),));
    let scope = found.scope(cx);
    let rows = ALIASES.by_index(cx.tx, scope, "target", &prefix, usize::MAX)?;
    Ok(rows.into_iter().map(|(name, _)| name).collect())
}

pub fn remove_all(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    for name in names_of(cx, found)? {
        let scope = found.scope(cx);
        ALIASES.delete(cx.tx, scope, &name)?;
    }
    Ok(())
}
