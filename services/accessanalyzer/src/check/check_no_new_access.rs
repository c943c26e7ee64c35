//! CheckNoNewAccess: whether a policy allows what the one before it did not. Each thing that a
//! statement allows has to be allowed by a statement of before, and what was denied of it has to be
//! denied still. Where that cannot be told, access is new.

use super::covered::Said;
use super::{parse_as, reason};
use crate::shapes::{CheckNoNewAccessRequest, CheckNoNewAccessResponse};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Effect, Policy};
use serde_json::Value as Json;
use std::collections::HashSet;

pub fn run(
    _cx: &mut Cx,
    input: CheckNoNewAccessRequest,
) -> Result<CheckNoNewAccessResponse, AwsError> {
    let new = parse_as(&input.new_policy_document, &input.policy_type)?;
    let existing = parse_as(&input.existing_policy_document, &input.policy_type)?;
    let after = Whole::of(&new, &input.new_policy_document);
    let before = Whole::of(&existing, &input.existing_policy_document);
    let placed = after.all.iter().enumerate();
    let granting = placed.filter(|(_, said)| after.grants_more(said, &before));
    let reasons: Vec<_> = granting
        .map(|(place, said)| reason("New access", place, said.statement))
        .collect();
    let pass = reasons.is_empty();
    Ok(CheckNoNewAccessResponse {
        result: Some(if pass { "PASS" } else { "FAIL" }.to_owned()),
        message: Some(
            match pass {
                true => "The modified permissions are compatible with your existing policy.",
                false => {
                    "The modified permissions grant new access compared to your existing policy."
                }
            }
            .to_owned(),
        ),
        reasons: (!pass).then_some(reasons),
    })
}

/// A policy as it is compared.
struct Whole<'p> {
    all: Vec<Said<'p>>,
}

impl<'p> Whole<'p> {
    fn of(policy: &'p Policy, text: &str) -> Whole<'p> {
        // It was read before.
        let written: Json = serde_json::from_str(text).unwrap_or_default();
        let statement = |place: usize| match &written["Statement"] {
            Json::Array(list) => list.get(place).unwrap_or(&Json::Null),
            one => one,
        };
        let has_variables = written["Version"] == "2012-10-17";
        let placed = policy.statements().iter().enumerate();
        Whole {
            all: placed
                .map(|(place, own)| Said::of(own, statement(place), has_variables))
                .collect(),
        }
    }

    fn with(&self, effect: Effect) -> Vec<&Said<'p>> {
        let all = self.all.iter();
        all.filter(|said| said.statement.effect() == effect)
            .collect()
    }

    /// Whether a statement of this policy allows what `before` does not.
    fn grants_more(&self, said: &Said, before: &Whole) -> bool {
        if said.statement.effect() != Effect::Allow {
            return false;
        }
        let denials = self.with(Effect::Deny);
        let sides = Sides {
            denying: denials
                .iter()
                .copied()
                .filter(|denial| denial.speaks_with(said))
                .collect(),
            allowing: before
                .with(Effect::Allow)
                .into_iter()
                .filter(|allowance| allowance.speaks_with(said))
                .collect(),
            lifted: before
                .with(Effect::Deny)
                .into_iter()
                .filter(|denial| !denials.iter().any(|own| own.takes_in_all(denial)))
                .collect(),
        };
        sides.leave_open(said)
    }
}

/// What has a say over an allowance.
struct Sides<'w, 'p> {
    /// Denials of the same policy: what they take in is not allowed at all.
    denying: Vec<&'w Said<'p>>,
    /// Allowances of before.
    allowing: Vec<&'w Said<'p>>,
    /// Denials of before that are not there any more.
    lifted: Vec<&'w Said<'p>>,
}

/// Of an action or a resource: which statements of each side speak of it, a bit for each.
#[derive(PartialEq, Eq, Hash)]
struct Row {
    denying: Vec<u64>,
    allowing: Vec<u64>,
    lifted: Vec<u64>,
}

impl Sides<'_, '_> {
    /// Whether something of it is allowed now and was not before. Actions and resources that the
    /// same statements speak of are looked at once, so that long lists do not multiply.
    fn leave_open(&self, said: &Said) -> bool {
        let actions = said.actions().into_iter().map(|part| Row {
            denying: bits(&self.denying, |own| own.takes_in_action(&part)),
            allowing: bits(&self.allowing, |own| own.takes_in_action(&part)),
            lifted: bits(&self.lifted, |own| own.touches_action(&part)),
        });
        let resources = said.resources().into_iter().map(|part| Row {
            denying: bits(&self.denying, |own| own.takes_in_resource(&part)),
            allowing: bits(&self.allowing, |own| own.takes_in_resource(&part)),
            lifted: bits(&self.lifted, |own| own.touches_resource(&part)),
        });
        let actions: HashSet<Row> = actions.collect();
        let resources: HashSet<Row> = resources.collect();
        actions
            .iter()
            .any(|action| resources.iter().any(|resource| is_open(action, resource)))
    }
}

fn is_open(action: &Row, resource: &Row) -> bool {
    !meet(&action.denying, &resource.denying)
        && (!meet(&action.allowing, &resource.allowing) || meet(&action.lifted, &resource.lifted))
}

/// Whether one statement speaks of both.
fn meet(a: &[u64], b: &[u64]) -> bool {
    a.iter().zip(b).any(|(a, b)| a & b != 0)
}

fn bits(list: &[&Said], test: impl Fn(&Said) -> bool) -> Vec<u64> {
    let mut bits = vec![0; list.len().div_ceil(64)];
    for (place, _) in list.iter().enumerate().filter(|(_, said)| test(said)) {
        bits[place / 64] |= 1 << (place % 64);
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use haneul_policy::PolicyKind;
    use serde_json::json;

    fn is_new(before: Json, after: Json, kind: PolicyKind) -> bool {
        let policy = |statements: Json| {
            json!({"Version": "2012-10-17", "Statement": statements}).to_string()
        };
        let (before, after) = (policy(before), policy(after));
        let old = Policy::parse(&before, kind).unwrap();
        let new = Policy::parse(&after, kind).unwrap();
        let (whole, old) = (Whole::of(&new, &after), Whole::of(&old, &before));
        whole.all.iter().any(|said| whole.grants_more(said, &old))
    }

    fn identity(before: Json, after: Json) -> bool {
        is_new(before, after, PolicyKind::Identity)
    }

    fn allow(action: &str, resource: &str) -> Json {
        json!({"Effect": "Allow", "Action": action, "Resource": resource})
    }

    fn deny(action: &str, resource: &str) -> Json {
        json!({"Effect": "Deny", "Action": action, "Resource": resource})
    }

    const OBJECTS: &str = "arn:aws:s3:::photos/*";

    #[test]
    fn more_actions_or_resources_are_new() {
        let before = json!([allow("s3:Get*", OBJECTS), allow("sqs:*", "*")]);
        for (after, expected) in [
            (allow("s3:GetObject", "arn:aws:s3:::photos/2024/*"), false),
            (allow("S3:getobject", OBJECTS), false),
            (allow("s3:PutObject", OBJECTS), true),
            (allow("s3:*", OBJECTS), true),
            (allow("s3:GetObject", "*"), true),
            (allow("s3:GetObject", "arn:aws:s3:::photos"), true),
            (allow("sqs:SendMessage", "arn:aws:sqs:::q"), false),
            (deny("iam:*", "*"), false),
        ] {
            assert_eq!(
                identity(before.clone(), json!([after])),
                expected,
                "{after}"
            );
        }
        let both = json!([{"Effect": "Allow", "Action": ["s3:GetObject", "sqs:SendMessage"],
            "Resource": OBJECTS}]);
        assert!(!identity(before, both));
    }

    #[test]
    fn what_was_denied_stays_denied() {
        let before = json!([allow("s3:*", "*"), deny("s3:DeleteObject", OBJECTS)]);
        assert!(identity(before.clone(), json!([allow("s3:*", "*")])));
        assert!(!identity(
            before.clone(),
            json!([allow("s3:GetObject", "*")])
        ));
        let wider = json!([allow("s3:*", "*"), deny("s3:Delete*", "*")]);
        assert!(!identity(before.clone(), wider));
        let narrower = deny("s3:DeleteObject", "arn:aws:s3:::photos/2024/*");
        assert!(identity(before, json!([allow("s3:*", "*"), narrower])));
        let moot = json!([allow("iam:*", "*"), deny("iam:*", "*")]);
        assert!(!identity(json!([allow("s3:*", "*")]), moot));
    }

    #[test]
    fn conditions_that_go_or_let_in_more_are_new() {
        let with = |values: Json| {
            json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "*",
                "Condition": {"StringEquals": {"aws:PrincipalTag/team": values}}}])
        };
        let before = with(json!(["a", "b"]));
        assert!(!identity(before.clone(), with(json!("a"))));
        assert!(identity(before.clone(), with(json!(["a", "c"]))));
        assert!(identity(
            before.clone(),
            json!([allow("s3:GetObject", "*")])
        ));
        assert!(!identity(json!([allow("s3:*", "*")]), before));
        let not = |values: Json| {
            json!([{"Effect": "Allow", "Action": "s3:*", "Resource": "*",
                "Condition": {"StringNotEquals": {"aws:PrincipalTag/team": values}}}])
        };
        assert!(!identity(not(json!(["a"])), not(json!(["a", "b"]))));
        assert!(identity(not(json!(["a", "b"])), not(json!(["a"]))));
    }

    #[test]
    fn all_but_a_list() {
        let but = |list: Json| json!([{"Effect": "Allow", "NotAction": list, "Resource": "*"}]);
        assert!(!identity(
            but(json!(["iam:*"])),
            but(json!(["iam:*", "s3:*"]))
        ));
        assert!(identity(
            but(json!(["iam:*", "s3:*"])),
            but(json!(["iam:*"]))
        ));
        assert!(!identity(
            but(json!(["iam:*"])),
            json!([allow("s3:*", "*")])
        ));
        assert!(identity(
            but(json!(["iam:*"])),
            json!([allow("iam:Get*", "*")])
        ));
        assert!(identity(but(json!(["iam:*"])), json!([allow("*", "*")])));
    }

    #[test]
    fn variables_stand_for_anything() {
        let own = allow("s3:*", "arn:aws:s3:::photos/${aws:username}/*");
        let all = allow("s3:*", OBJECTS);
        assert!(!identity(json!([all.clone()]), json!([own.clone()])));
        assert!(!identity(json!([own.clone()]), json!([own.clone()])));
        assert!(identity(json!([own]), json!([all])));
        let odd = allow("s3:*", "arn:aws:s3:::photos/*name}/*");
        let own = allow("s3:*", "arn:aws:s3:::photos/${aws:username}/*");
        assert!(identity(json!([odd]), json!([own])));
    }

    #[test]
    fn whom_a_resource_lets_in() {
        let to = |who: Json| {
            json!([{"Effect": "Allow", "Principal": who, "Action": "s3:GetObject",
                "Resource": OBJECTS}])
        };
        let of = |before: Json, after: Json| is_new(before, after, PolicyKind::Resource);
        let one = json!({"AWS": "111122223333"});
        let two = json!({"AWS": ["111122223333", "444455556666"]});
        assert!(!of(to(two.clone()), to(one.clone())));
        assert!(of(to(one.clone()), to(two)));
        assert!(of(to(one.clone()), to(json!("*"))));
        assert!(!of(to(json!("*")), to(one)));
    }
}
