//! Operations: CreateAlias, UpdateAlias, DeleteAlias.

use super::row::{self, ALIASES, names_of};
use crate::key::{self, Found};
use crate::shapes::{CreateAliasRequest, DeleteAliasRequest, UpdateAliasRequest};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn create_alias(cx: &mut Cx, input: CreateAliasRequest) -> Result<Reply, AwsError> {
    check_name(&input.alias_name)?;
    let found = target(cx, &input.target_key_id)?;
    if ALIASES.exists(cx.tx, cx.scope(), &input.alias_name)? {
        let arn = row::arn(cx, cx.account(), &input.alias_name);
        return Err(errors::alias_exists(&arn));
    }
    check_room(cx, &found)?;
    row::make(cx, &input.alias_name, &found.key.id)?;
    Ok(Reply::default())
}

/// To another key of the same kind.
pub fn update_alias(cx: &mut Cx, input: UpdateAliasRequest) -> Result<Reply, AwsError> {
    check_name(&input.alias_name)?;
    let found = target(cx, &input.target_key_id)?;
    let mut alias = row::of(cx, &input.alias_name)?;
    let before = key::reread(cx, cx.account(), &alias.target)?;
    let kind = |found: &Found| {
        let asymmetric = found.key.spec().map(|spec| spec.is_asymmetric());
        asymmetric.map(|asymmetric| (asymmetric, found.key.usage.clone()))
    };
    if let Some(before) = before {
        if kind(&before)? != kind(&found)? {
            return Err(errors::invalid(format!(
                "Alias {} cannot be changed from key {} to key {} because the keys are of different types or have different key usages.",
                input.alias_name, before.key.id, found.key.id
            )));
        }
    }
    if alias.target != found.key.id {
        check_room(cx, &found)?;
    }
    alias.target = found.key.id;
    alias.updated = cx.now();
    ALIASES.put(cx.tx, cx.scope(), &input.alias_name, &alias)?;
    Ok(Reply::default())
}

pub fn delete_alias(cx: &mut Cx, input: DeleteAliasRequest) -> Result<Reply, AwsError> {
    check_name(&input.alias_name)?;
    row::of(cx, &input.alias_name)?;
    ALIASES.delete(cx.tx, cx.scope(), &input.alias_name)?;
    Ok(Reply::default())
}

fn check_name(name: &str) -> Result<(), AwsError> {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-');
    match name.strip_prefix("alias/") {
        None => Err(errors::invalid("Invalid identifier")),
        Some(rest) if rest.starts_with("aws/") => Err(errors::alias_reserved()),
        Some(rest) if rest.is_empty() || !rest.chars().all(known) => Err(errors::alias_name()),
        Some(_) => Ok(()),
    }
}

/// A key of the caller's own account and Region.
fn target(cx: &mut Cx, key_id: &str) -> Result<Found, AwsError> {
    if key_id.starts_with("alias/") {
        return Err(errors::invalid("Aliases must refer to keys. Not aliases"));
    }
    let found = key::open_own(cx, key_id)?;
    if found.account != cx.account() {
        return Err(errors::arn("The key is another account's."));
    }
    if found.key.service.is_some() {
        return Err(errors::alias_reserved());
    }
    key::check_not_deleted(cx, &found)?;
    Ok(found)
}

fn check_room(cx: &mut Cx, found: &Found) -> Result<(), AwsError> {
    match names_of(cx, found)?.len() < limits::ALIASES {
        true => Ok(()),
        false => Err(errors::limit("The key has too many aliases.")),
    }
}
