//! CheckAccessNotGranted: whether a policy allows any of some actions on any of some resources.

use super::overlap::overlap;
use super::{parse_as, reason};
use crate::errors;
use crate::shapes::{Access, CheckAccessNotGrantedRequest, CheckAccessNotGrantedResponse};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Effect, Listed, Named, Statement, Whom, glob};

pub fn run(
    _cx: &mut Cx,
    input: CheckAccessNotGrantedRequest,
) -> Result<CheckAccessNotGrantedResponse, AwsError> {
    let policy = parse_as(&input.policy_document, &input.policy_type)?;
    let asked = match &input.access[..] {
        [one] => Asked::read(one)?,
        _ => return Err(errors::bad_policy("Exactly one access must be given.")),
    };
    let denied = policy.statements().iter().any(|s| asked.is_denied(s));
    let granting = policy.statements().iter().enumerate();
    let granting = granting.filter(|(_, s)| !denied && asked.is_granted(s));
    let reasons: Vec<_> = granting
        .map(|(place, statement)| {
            reason(
                "One or more of the listed actions or resources",
                place,
                statement,
            )
        })
        .collect();
    let pass = reasons.is_empty();
    Ok(CheckAccessNotGrantedResponse {
        result: Some(if pass { "PASS" } else { "FAIL" }.to_owned()),
        message: Some(
            match pass {
                true => "The policy document does not grant access to perform one or more of the listed actions or resources.",
                false => "The policy document grants access to perform one or more of the listed actions or resources.",
            }
            .to_owned(),
        ),
        reasons: (!pass).then_some(reasons),
    })
}

/// Every entry is laid beside every entry of the policy.
const LONGEST: usize = 16 * 1_024;

/// In lower case where case does not matter. Nothing named is everything.
struct Asked {
    actions: Vec<String>,
    resources: Vec<String>,
}

impl Asked {
    fn read(given: &Access) -> Result<Asked, AwsError> {
        let everything = |list: &Option<Vec<String>>| {
            let list = list.clone().unwrap_or_default();
            match list.is_empty() {
                true => vec!["*".to_owned()],
                false => list,
            }
        };
        let none = |list: &Option<Vec<String>>| list.as_ref().is_none_or(Vec::is_empty);
        if none(&given.actions) && none(&given.resources) {
            return Err(errors::bad_policy("Actions or resources must be given."));
        }
        let all = [&given.actions, &given.resources].into_iter().flatten();
        if all.flatten().map(String::len).sum::<usize>() > LONGEST {
            return Err(errors::bad_policy("The access is too long."));
        }
        let actions = everything(&given.actions);
        Ok(Asked {
            actions: actions
                .iter()
                .map(|action| action.to_ascii_lowercase())
                .collect(),
            resources: everything(&given.resources),
        })
    }

    /// Conditions may be met by somebody.
    fn is_granted(&self, statement: &Statement) -> bool {
        let actions: Vec<_> = statement.actions().map(str::to_ascii_lowercase).collect();
        let resources: Vec<_> = statement.resources().map(str::to_owned).collect();
        let open = resources.is_empty();
        statement.effect() == Effect::Allow
            && any(&self.actions, &actions, statement.is_not_action())
            && (open || any(&self.resources, &resources, statement.is_not_resource()))
    }

    /// All that is asked for, always and for everybody.
    fn is_denied(&self, statement: &Statement) -> bool {
        let covers = |wanted: &str, asked: &str| {
            wanted == asked || (!wanted.contains('?') && glob(wanted, asked))
        };
        let actions: Vec<_> = statement.actions().map(str::to_ascii_lowercase).collect();
        let all = |list: &[String], asked: &[String]| {
            asked
                .iter()
                .all(|asked| list.iter().any(|wanted| covers(wanted, asked)))
        };
        let resources: Vec<_> = statement.resources().map(str::to_owned).collect();
        let plain = !statement.is_not_action() && !statement.is_not_resource();
        let everybody = match statement.whom() {
            Whom::Holder => true,
            Whom::Listed(Listed::Only(list)) => list.contains(&Named::Everyone),
            Whom::Listed(Listed::Except(_)) => false,
        };
        statement.effect() == Effect::Deny
            && plain
            && everybody
            && statement.condition_keys().next().is_none()
            && all(&actions, &self.actions)
            && (resources.is_empty() || all(&resources, &self.resources))
    }
}

/// Of `Not…` only what is excepted as a whole is surely not meant.
fn any(asked: &[String], listed: &[String], except: bool) -> bool {
    asked.iter().any(|asked| match except {
        false => listed.iter().any(|pattern| overlap(pattern, asked)),
        true => !listed
            .iter()
            .any(|p| p == asked || (!p.contains('?') && glob(p, asked))),
    })
}
