//! Whom a resource's policy lets in from outside the account that owns the resource.

use super::{Effect, Json, Listed, Policy, Statement, Whom, glob::glob, public};
use crate::condition::{Condition, Values};
use crate::principal::Named;

/// The account that owns a resource, as policies may name it.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    pub account: &'a str,
    /// As S3 knows the account.
    pub canonical_id: Option<&'a str>,
}

/// One principal from outside that one statement lets in.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The statement's place, from nought.
    pub statement: usize,
    pub who: Named,
    /// Entries of `Action`, or of `NotAction`, as the policy writes them.
    pub actions: Vec<String>,
    pub is_not_action: bool,
    /// Keys and values as the policy writes them.
    pub conditions: Vec<(String, String)>,
    /// Everyone, with nothing that pins the grant to known callers.
    pub is_public: bool,
}

/// Keys that say which account a call comes from, by id or by ARN.
const ACCOUNT_KEYS: [&str; 5] = [
    "aws:principalaccount",
    "aws:sourceaccount",
    "aws:sourceowner",
    "aws:vpceaccount",
    "s3:dataaccesspointaccount",
];
const ARN_KEYS: [&str; 3] = ["aws:principalarn", "aws:sourcearn", "s3:dataaccesspointarn"];

pub(crate) fn of(policy: &Policy, owner: Owner<'_>) -> Vec<Opening> {
    let written = serde_json::from_str(policy.text()).unwrap_or(Json::Null);
    let mut found = Vec::new();
    for (place, statement) in policy.statements().iter().enumerate() {
        if statement.effect() != Effect::Allow || stays_inside(statement, owner) {
            continue;
        }
        for who in outsiders(statement, owner) {
            let denies = policy
                .statements()
                .iter()
                .filter(|s| denies(s, &who, owner));
            let denies: Vec<_> = denies.collect();
            let actions: Vec<_> = statement
                .actions()
                .filter(|action| !denies.iter().any(|deny| covers(deny, action, statement)))
                .map(str::to_owned)
                .collect();
            if !actions.is_empty() {
                found.push(Opening {
                    statement: place,
                    is_public: who == Named::Everyone && public::grants_to_everyone(statement),
                    who,
                    actions,
                    is_not_action: statement.is_not_action(),
                    conditions: conditions(&written, place),
                });
            }
        }
    }
    found
}

/// Services act for somebody, whom their own conditions tell; those who are gone come no more.
fn outsiders(statement: &Statement, owner: Owner<'_>) -> Vec<Named> {
    match statement.whom() {
        Whom::Holder => Vec::new(),
        Whom::Listed(Listed::Except(_)) => vec![Named::Everyone],
        Whom::Listed(Listed::Only(list)) => {
            let mut found: Vec<Named> = Vec::new();
            for named in list.iter().filter(|named| !is_inside(named, owner)) {
                if !found.contains(named) {
                    found.push(named.clone());
                }
            }
            found
        }
    }
}

fn is_inside(named: &Named, owner: Owner<'_>) -> bool {
    match named {
        Named::Everyone | Named::Federated(_) => false,
        Named::Account(id) => **id == *owner.account,
        Named::Arn(arn) => account_of(arn) == Some(owner.account),
        Named::CanonicalUser(id) => owner.canonical_id == Some(id),
        Named::Service(_) | Named::UniqueId(_) => true,
    }
}

fn account_of(arn: &str) -> Option<&str> {
    // A bucket's ARN names no account, and so holds nobody in.
    arn.split(':').nth(4).filter(|account| !account.is_empty())
}

/// A condition that only callers of the owner's account can meet.
fn stays_inside(statement: &Statement, owner: Owner<'_>) -> bool {
    let mut conditions = statement.conditions().iter();
    conditions.any(|condition| condition.is_affirmative() && names_owner(condition, owner))
}

fn names_owner(condition: &Condition, owner: Owner<'_>) -> bool {
    let by_arn = ARN_KEYS.contains(&condition.key());
    if !by_arn && !ACCOUNT_KEYS.contains(&condition.key()) {
        return false;
    }
    let (Values::Exact(list) | Values::AnyCase(list) | Values::Like(list) | Values::Arn(list)) =
        condition.values()
    else {
        return false;
    };
    let is_owner = |text: &str| match by_arn {
        true => account_of(text) == Some(owner.account),
        false => text == owner.account,
    };
    !list.is_empty() && list.iter().all(|pattern| is_owner(pattern.text()))
}

/// Whether a statement denies this outsider, whatever the circumstances of the call.
fn denies(statement: &Statement, who: &Named, owner: Owner<'_>) -> bool {
    let names = match statement.whom() {
        Whom::Holder => false,
        Whom::Listed(Listed::Only(list)) => list.contains(&Named::Everyone) || list.contains(who),
        Whom::Listed(Listed::Except(list)) => list.iter().all(|named| is_inside(named, owner)),
    };
    let always = match statement.conditions() {
        [] => true,
        [one] => one.is_plainly_negated() && names_owner(one, owner),
        _ => false,
    };
    statement.effect() == Effect::Deny && names && always
}

/// Whether a deny takes all of an action that `allow` gives.
fn covers(deny: &Statement, action: &str, allow: &Statement) -> bool {
    let wide = |wanted: &str, text: &str| {
        wanted == "*" || wanted == text || (!wanted.contains('?') && glob(wanted, text))
    };
    let action = action.to_ascii_lowercase();
    let mut denied = deny.actions().map(str::to_ascii_lowercase);
    let action_covered = match (deny.is_not_action(), allow.is_not_action()) {
        (true, _) => false,
        (false, true) => denied.any(|wanted| wanted == "*"),
        (false, false) => denied.any(|wanted| wide(&wanted, &action)),
    };
    let everywhere = deny.resource.is_none() || deny.resources().any(|wanted| wanted == "*");
    let all = |resource: &str| deny.resources().any(|wanted| wide(wanted, resource));
    let plain = !deny.is_not_resource() && !allow.is_not_resource();
    let resource_covered = match plain {
        true => everywhere || allow.resources().all(all),
        false => !deny.is_not_resource() && everywhere,
    };
    action_covered && resource_covered
}

/// The conditions of a statement in the letters of the document.
fn conditions(written: &Json, place: usize) -> Vec<(String, String)> {
    let statement = match field(written, "Statement") {
        Some(Json::List(items)) => items.get(place),
        single => single,
    };
    let Some(Json::Object(operators)) = statement.and_then(|s| field(s, "Condition")) else {
        return Vec::new();
    };
    let mut found: Vec<(String, String)> = Vec::new();
    for (_, keys) in operators {
        let Json::Object(keys) = keys else { continue };
        for (key, values) in keys {
            let values = values.scalars().unwrap_or_default().join(",");
            // Under several operators a key stands once, with what all of them say.
            let same = |(old, _): &&mut (String, String)| old.eq_ignore_ascii_case(key);
            match found.iter_mut().find(same) {
                Some((_, old)) => {
                    old.push(',');
                    old.push_str(&values);
                }
                None => found.push((key.clone(), values)),
            }
        }
    }
    found.sort();
    found
}

fn field<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
    let Json::Object(fields) = json else {
        return None;
    };
    fields
        .iter()
        .find(|(n, _)| n == name)
        .map(|(_, value)| value)
}
