//! Trust policies. A user or role that one names must exist, and is meant by its unique id from
//! then on: whoever later takes its name is not trusted in its place.

use crate::arn::{self, Parts};
use crate::entity::{Entity, key};
use crate::role::row::{ROLES, Role};
use crate::user::row::{USERS, User};
use crate::{document, errors};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Table, key_bytes};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trust {
    /// As it was given.
    pub text: String,
    /// The same with unique ids for ARNs; what decides. `None` where it names nobody by ARN.
    pub bound: Option<String>,
    /// ARNs and unique ids of those it names.
    pub named: Vec<(String, String)>,
}

impl Trust {
    pub fn deciding(&self) -> &str {
        self.bound.as_deref().unwrap_or(&self.text)
    }
}

/// Checks a trust policy and ties the users and roles it names to their ids.
pub fn bind(cx: &mut Cx, text: String) -> Result<Trust, AwsError> {
    document::check_trust(&text)?;
    let mut json: Json =
        serde_json::from_str(&text).map_err(|e| errors::malformed(e.to_string()))?;
    let mut named = Vec::new();
    replace_principals(&mut json, &mut |principal| {
        if !names_somebody(principal) {
            return Ok(None);
        }
        let id = id_of(cx, principal)?.ok_or_else(|| errors::invalid_principal(principal))?;
        named.push((principal.to_owned(), id.clone()));
        Ok(Some(id))
    })?;
    Ok(Trust {
        bound: (!named.is_empty()).then(|| json.to_string()),
        text,
        named,
    })
}

/// The document as IAM shows it: those who are gone, and only they, by their ids.
pub fn shown(cx: &mut Cx, trust: &Trust) -> Result<String, AwsError> {
    for (arn, id) in &trust.named {
        if id_of(cx, arn)?.as_ref() != Some(id) {
            return Ok(document::shown(&rewritten(cx, trust)?));
        }
    }
    Ok(document::shown(&trust.text))
}

/// The bound text with the ARNs that the ids have today.
fn rewritten(cx: &mut Cx, trust: &Trust) -> Result<String, AwsError> {
    let Ok(mut json) = serde_json::from_str::<Json>(trust.deciding()) else {
        return Ok(trust.text.clone());
    };
    replace_principals(&mut json, &mut |principal| {
        let first = trust.named.iter().find(|(_, id)| id == principal);
        match first.and_then(|(arn, _)| Parts::of(arn)) {
            Some(parts) => arn_of(cx, parts, principal),
            None => Ok(None),
        }
    })?;
    Ok(json.to_string())
}

fn names_somebody(principal: &str) -> bool {
    Parts::of(principal).is_some_and(|p| p.service == "iam" && matches!(p.kind, "user" | "role"))
}

/// The id behind the ARN of a user or role of any account.
fn id_of(cx: &mut Cx, arn: &str) -> Result<Option<String>, AwsError> {
    let Some(parts) = Parts::of(arn).filter(|p| p.partition == cx.partition()) else {
        return Ok(None);
    };
    match parts.kind {
        "user" => id_in::<User>(cx, parts, arn),
        "role" => id_in::<Role>(cx, parts, arn),
        _ => Ok(None),
    }
}

fn id_in<E: Entity>(cx: &mut Cx, parts: Parts, arn: &str) -> Result<Option<String>, AwsError> {
    let scope = haneul_store::Scope::new(parts.partition, parts.account, "");
    let found = E::table().get(cx.tx, scope, &key(parts.name()))?;
    let same = |e: &E| written(parts, e) == arn;
    Ok(found.filter(same).map(|e| e.id().to_owned()))
}

/// The ARN that a user or role with this id has now.
fn arn_of(cx: &mut Cx, parts: Parts, id: &str) -> Result<Option<String>, AwsError> {
    match parts.kind {
        "user" => arn_in(cx, &USERS, parts, id),
        _ => arn_in(cx, &ROLES, parts, id),
    }
}

fn arn_in<E: Entity>(
    cx: &mut Cx,
    table: &Table<String, E>,
    parts: Parts,
    id: &str,
) -> Result<Option<String>, AwsError> {
    let scope = haneul_store::Scope::new(parts.partition, parts.account, "");
    let mut found = table.by_index(cx.tx, scope, "id", &key_bytes(id), 1)?;
    Ok(found.pop().map(|(_, entity)| written(parts, &entity)))
}

fn written<E: Entity>(parts: Parts, entity: &E) -> String {
    let Parts {
        partition, account, ..
    } = parts;
    arn::of(partition, account, parts.kind, entity.path(), entity.name())
}

/// Puts each `AWS` principal of each statement to `change`.
fn replace_principals(
    json: &mut Json,
    change: &mut dyn FnMut(&str) -> Result<Option<String>, AwsError>,
) -> Result<(), AwsError> {
    let statements = match json.get_mut("Statement") {
        Some(Json::Array(statements)) => statements.as_mut_slice(),
        Some(single) => std::slice::from_mut(single),
        None => return Ok(()),
    };
    for statement in statements {
        let principals = match statement.pointer_mut("/Principal/AWS") {
            Some(Json::Array(principals)) => principals.as_mut_slice(),
            Some(single) => std::slice::from_mut(single),
            None => continue,
        };
        for principal in principals {
            let new = match principal.as_str() {
                Some(text) => change(text)?,
                None => None,
            };
            if let Some(new) = new {
                *principal = Json::String(new);
            }
        }
    }
    Ok(())
}
