//! CheckNoNewAccess: whether a policy allows what the one before it did not. Each thing that a
//! statement allows has to be allowed by a statement of before, and what was denied of it has to be
//! denied still. Where that cannot be told, access is new.

use super::covered::{Part, Said};
use super::{parse_as, reason};
use crate::shapes::{CheckNoNewAccessRequest, CheckNoNewAccessResponse};
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{Effect, Policy};
use serde_json::Value as Json;

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

    fn with(&self, effect: Effect) -> impl Iterator<Item = &Said<'p>> {
        let all = self.all.iter();
        all.filter(move |said| said.statement.effect() == effect)
    }

    /// Whether a statement of this policy allows what `before` does not.
    fn grants_more(&self, said: &Said, before: &Whole) -> bool {
        said.statement.effect() == Effect::Allow
            && said.parts().any(|part| {
                !self.denies(said, &part)
                    && !(before.allows(said, &part) && self.denies_as(before, &part))
            })
    }

    /// Whether nothing comes of this part of an allowance, whoever asks and whenever.
    fn denies(&self, said: &Said, part: &(Part, Part)) -> bool {
        let mut denials = self.with(Effect::Deny);
        denials.any(|denial| denial.takes_in(part, said))
    }

    fn allows(&self, said: &Said, part: &(Part, Part)) -> bool {
        let mut allowances = self.with(Effect::Allow);
        allowances.any(|allowance| allowance.takes_in(part, said))
    }

    /// Whether whatever `before` denied of a part is denied here, too.
    fn denies_as(&self, before: &Whole, part: &(Part, Part)) -> bool {
        let mut touching = before
            .with(Effect::Deny)
            .filter(|denial| denial.touches(part));
        touching.all(|denial| self.with(Effect::Deny).any(|own| own.takes_in_all(denial)))
    }
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
