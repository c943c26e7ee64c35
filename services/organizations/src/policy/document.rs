//! What the text of each kind of policy may be.

use super::kind::{AI_OPT_OUT, Kind, RESOURCE_CONTROL, TAG};
use crate::directory::guarded;
use crate::errors;
use haneul_pipeline::AwsError;
use haneul_pipeline::tag_policy::can_be_enforced_for;
use haneul_policy::Policy;
use serde_json::{Map, Value as Json};

const ALLOWED: &str = "@@operators_allowed_for_child_policies";

const OPERATORS: [&str; 4] = ["@@assign", "@@append", "@@remove", ALLOWED];

pub fn check(kind: Kind, text: &str) -> Result<(), AwsError> {
    if text.chars().count() > kind.characters {
        return Err(errors::constraint(
            "POLICY_CONTENT_LIMIT_EXCEEDED",
            "You have exceeded the maximum policy size.",
        ));
    }
    if let Some(grammar) = kind.grammar {
        Policy::parse_managed(text, grammar).map_err(|_| errors::malformed())?;
    }
    let json: Json = serde_json::from_str(text).map_err(|_| errors::malformed())?;
    let sound = match kind.name {
        RESOURCE_CONTROL => only_denies(&json),
        TAG => {
            can_be_enforced(&json)
                && is_tree(
                    &json,
                    "tags",
                    &[
                        "tag_key",
                        "tag_value",
                        "enforced_for",
                        "report_required_tag_for",
                    ],
                )
        }
        AI_OPT_OUT => is_tree(&json, "services", &["opt_out_policy"]),
        _ => true,
    };
    match sound {
        true => Ok(()),
        false => Err(errors::malformed()),
    }
}

/// A resource control policy of one's own denies, by Action, for services that have them.
fn only_denies(json: &Json) -> bool {
    let statements = match &json["Statement"] {
        Json::Array(list) => list.iter().collect(),
        one => vec![one],
    };
    statements.into_iter().all(|statement| {
        let actions = match &statement["Action"] {
            Json::Array(list) => list.iter().collect(),
            one => vec![one],
        };
        let of_service = |action: &Json| {
            let prefix = action.as_str().and_then(|action| action.split_once(':'));
            prefix.is_some_and(|(prefix, _)| guarded(prefix))
        };
        statement["Effect"] == "Deny" && actions.into_iter().all(of_service)
    })
}

/// Types of resources that tags can be enforced for.
fn can_be_enforced(json: &Json) -> bool {
    let keys = json["tags"].as_object().into_iter().flatten();
    let operations = keys.filter_map(|(_, key)| key.get("enforced_for")?.as_object());
    let mut named = operations.flatten().filter(|(name, _)| *name != ALLOWED);
    named.all(|(_, types)| {
        let types = match types {
            Json::Array(list) => list.iter().collect(),
            one => vec![one],
        };
        let mut types = types.into_iter().filter_map(Json::as_str);
        types.all(can_be_enforced_for)
    })
}

/// `{"tags": {"name": {"tag_key": {"@@assign": …}}}}`.
fn is_tree(json: &Json, top: &str, members: &[&str]) -> bool {
    let Some(outer) = json.as_object().filter(|outer| outer.len() == 1) else {
        return false;
    };
    let Some(named) = outer.get(top).and_then(Json::as_object) else {
        return false;
    };
    named.iter().all(|(name, entry)| {
        is_operation(name, entry)
            || entry.as_object().is_some_and(|entry| {
                entry.iter().all(|(member, value)| {
                    is_operation(member, value)
                        || members.contains(&member.as_str())
                            && value.as_object().is_some_and(are_operations)
                })
            })
    })
}

fn are_operations(object: &Map<String, Json>) -> bool {
    object.iter().all(|(name, value)| is_operation(name, value))
}

fn is_operation(name: &str, value: &Json) -> bool {
    let texts = |list: &Vec<Json>| list.iter().all(Json::is_string);
    let right = value.is_string() || value.as_array().is_some_and(texts);
    OPERATORS.contains(&name) && right
}
