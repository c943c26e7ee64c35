//! What a resource policy may say: only what AWS lets be delegated.

use crate::account::row as accounts;
use crate::organization::row::Organization;
use crate::{access, errors};
use haneul_model::iam_facts;
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Effect, Listed, Named, Policy, PolicyKind, Whom, glob};
use serde_json::Value as Json;

pub fn check(cx: &mut Cx, organization: &Organization, text: &str) -> Result<(), AwsError> {
    let parsed = Policy::parse(text, PolicyKind::Resource);
    let json = serde_json::from_str::<Json>(text);
    let (Ok(policy), Ok(json)) = (parsed, json) else {
        return Err(errors::input(
            "INVALID_RESOURCE_POLICY_JSON",
            "You specified a resource policy that is not valid.",
        ));
    };
    let statements = match &json["Statement"] {
        Json::Array(list) => list.iter().collect(),
        one => vec![one],
    };
    for statement in statements {
        let actions = match &statement["Action"] {
            Json::Array(list) => list.iter().filter_map(Json::as_str).collect(),
            one => Vec::from_iter(one.as_str()),
        };
        if actions.is_empty() || !actions.into_iter().all(can_be_delegated) {
            return Err(errors::input(
                "UNSUPPORTED_ACTION_IN_RESOURCE_POLICY",
                "You specified an action in the resource policy that cannot be delegated.",
            ));
        }
        if statement.get("NotResource").is_some() {
            return Err(errors::input(
                "UNSUPPORTED_RESOURCE_IN_RESOURCE_POLICY",
                "You specified a resource that is not supported in a resource policy.",
            ));
        }
    }
    for statement in policy.statements() {
        let Whom::Listed(Listed::Only(named)) = statement.whom() else {
            return Err(invalid_principal());
        };
        for named in named {
            if !can_be_named(cx, organization, statement.effect(), named)? {
                return Err(invalid_principal());
            }
        }
    }
    Ok(())
}

/// Members and whoever is in them; everybody only to be denied something.
fn can_be_named(
    cx: &mut Cx,
    organization: &Organization,
    effect: Effect,
    named: &Named,
) -> Result<bool, AwsError> {
    let account = match named {
        Named::Everyone => return Ok(effect == Effect::Deny),
        Named::Account(id) => Some(&**id),
        Named::Arn(arn) => arn.split(':').nth(4),
        // AWS shows it for who is gone.
        Named::UniqueId(_) => return Ok(true),
        Named::Service(_) | Named::Federated(_) | Named::CanonicalUser(_) => None,
    };
    match account {
        Some(account) => Ok(accounts::member(cx, organization, account)?.is_some()),
        None => Ok(false),
    }
}

fn invalid_principal() -> AwsError {
    errors::input(
        "INVALID_PRINCIPAL",
        "You specified an invalid principal element in the policy.",
    )
}

/// What only looks may be named by a pattern that is wider than what can be delegated.
fn can_be_delegated(action: &str) -> bool {
    let Some((prefix, pattern)) = action.split_once(':') else {
        return false;
    };
    let mut all = iam_facts::actions("organizations").iter();
    let fits = |name: &str| glob(&pattern.to_ascii_lowercase(), &name.to_ascii_lowercase());
    let sound = |name: &str| {
        let looks = pattern.contains('*') && (name.starts_with("List") || name.starts_with("Desc"));
        looks || access::DELEGABLE.contains(&name)
    };
    prefix.eq_ignore_ascii_case("organizations")
        && all.all(|action| !fits(action.name) || sound(action.name))
}
