//! The least that somebody needs to be allowed, by what they were seen to do.

use crate::record::CheckRecord;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Actions, each with the resources it was used on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Used(BTreeMap<String, BTreeSet<String>>);

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Document<'u> {
    version: &'static str,
    statement: Vec<Statement<'u>>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Statement<'u> {
    effect: &'static str,
    action: Vec<&'u str>,
    resource: Vec<Cow<'u, str>>,
}

impl Used {
    /// What was asked of the policies and allowed.
    pub fn of<'r>(checks: impl IntoIterator<Item = &'r CheckRecord>) -> Used {
        let mut used = Used::default();
        for check in checks.into_iter().filter(|check| check.allowed) {
            used.note(&check.action, &check.resource);
        }
        used
    }

    pub fn note(&mut self, action: &str, resource: &str) {
        let resources = self.0.entry(action.to_owned()).or_default();
        resources.insert(resource.to_owned());
    }

    pub fn merge(&mut self, other: Used) {
        for (action, resources) in other.0 {
            self.0.entry(action).or_default().extend(resources);
        }
    }

    /// Each action with its resources, in the order of actions.
    pub fn into_pairs(self) -> impl Iterator<Item = (String, Vec<String>)> {
        let pairs = self.0.into_iter();
        pairs.map(|(action, resources)| (action, resources.into_iter().collect()))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The actions in their order.
    pub fn actions(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// A policy that allows just this: one statement for all actions of equal resources, the
    /// resources by their exact names. Nothing for nobody who did nothing: a policy needs a
    /// statement.
    pub fn policy(&self) -> Option<String> {
        let mut groups: BTreeMap<&BTreeSet<String>, Vec<&str>> = BTreeMap::new();
        for (action, resources) in &self.0 {
            groups.entry(resources).or_default().push(action);
        }
        let mut statement: Vec<_> = groups
            .into_iter()
            .map(|(resources, action)| Statement {
                effect: "Allow",
                action,
                resource: exact(resources),
            })
            .collect();
        statement.sort_by(|a, b| a.action.cmp(&b.action));
        let document = Document {
            version: "2012-10-17",
            statement,
        };
        let some = !document.statement.is_empty();
        some.then(|| serde_json::to_string(&document).ok())
            .flatten()
    }
}

/// `*` takes in all the others.
fn exact(resources: &BTreeSet<String>) -> Vec<Cow<'_, str>> {
    match resources.contains("*") {
        true => vec![Cow::Borrowed("*")],
        false => resources.iter().map(|name| literal(name)).collect(),
    }
}

/// A name with signs that mean something in policies, written so that it means only itself.
pub fn literal(name: &str) -> Cow<'_, str> {
    const SPECIAL: [char; 3] = ['*', '?', '$'];
    if !name.contains(SPECIAL) {
        return Cow::Borrowed(name);
    }
    let mut written = String::with_capacity(name.len() + 3);
    for sign in name.chars() {
        match SPECIAL.contains(&sign) {
            true => written.extend(['$', '{', sign, '}']),
            false => written.push(sign),
        }
    }
    Cow::Owned(written)
}

/// Whether a caller is this user, or a session of this role: `arn:aws:iam::1:role/path/R` is who
/// calls as `arn:aws:sts::1:assumed-role/R/session`.
pub fn is_by(caller: &str, principal: &str) -> bool {
    if caller == principal {
        return true;
    }
    let role = principal.split_once(":role/");
    let session = caller.split_once(":assumed-role/");
    let (Some((role_of, role)), Some((session_of, session))) = (role, session) else {
        return false;
    };
    let place = |arn: &str| {
        let mut parts = arn.split(':');
        (
            parts.nth(1).map(str::to_owned),
            parts.nth(2).map(str::to_owned),
        )
    };
    session.split('/').next() == role.rsplit('/').next() && place(role_of) == place(session_of)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(action: &str, resource: &str, allowed: bool) -> CheckRecord {
        CheckRecord {
            action: action.to_owned(),
            resource: resource.to_owned(),
            owner: String::new(),
            allowed,
            reason: String::new(),
            step: String::new(),
            keys: Vec::new(),
            matched: Vec::new(),
        }
    }

    #[test]
    fn iam_3_the_least_policy_groups_actions_of_equal_resources() {
        let checks = [
            check("s3:PutObject", "arn:aws:s3:::b/k", true),
            check("s3:GetObject", "arn:aws:s3:::b/k", true),
            check("s3:GetObject", "arn:aws:s3:::b/k", true),
            check("s3:DeleteObject", "arn:aws:s3:::b/k", false),
            check("ec2:DescribeInstances", "*", true),
            check("sqs:SendMessage", "arn:aws:sqs:eu-west-1:1:q", true),
            check("sqs:SendMessage", "arn:aws:sqs:eu-west-1:1:p", true),
        ];
        let used = Used::of(&checks);
        assert_eq!(
            used.policy().unwrap(),
            concat!(
                r#"{"Version":"2012-10-17","Statement":["#,
                r#"{"Effect":"Allow","Action":["ec2:DescribeInstances"],"Resource":["*"]},"#,
                r#"{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":["arn:aws:s3:::b/k"]},"#,
                r#"{"Effect":"Allow","Action":["sqs:SendMessage"],"Resource":["arn:aws:sqs:eu-west-1:1:p","arn:aws:sqs:eu-west-1:1:q"]}"#,
                r#"]}"#
            )
        );
    }

    #[test]
    fn a_star_takes_in_the_rest_and_nothing_makes_no_policy() {
        let mut used = Used::default();
        assert_eq!(used.policy(), None);
        used.note("sqs:ListQueues", "arn:aws:sqs:eu-west-1:1:");
        let mut more = Used::default();
        more.note("sqs:ListQueues", "*");
        used.merge(more);
        assert!(used.policy().unwrap().contains(r#""Resource":["*"]"#));
    }

    #[test]
    fn names_with_signs_of_patterns_mean_only_themselves() {
        let checks = [check("s3:GetObject", "arn:aws:s3:::b/a*?$c", true)];
        let policy = Used::of(&checks).policy().unwrap();
        assert!(policy.contains("arn:aws:s3:::b/a${*}${?}${$}c"), "{policy}");
    }

    #[test]
    fn sessions_are_their_roles() {
        let session = "arn:aws:sts::111122223333:assumed-role/R/session";
        assert!(is_by(session, "arn:aws:iam::111122223333:role/R"));
        assert!(is_by(session, "arn:aws:iam::111122223333:role/a/b/R"));
        assert!(is_by(session, session));
        assert!(!is_by(session, "arn:aws:iam::444455556666:role/R"));
        assert!(!is_by(session, "arn:aws-cn:iam::111122223333:role/R"));
        assert!(!is_by(session, "arn:aws:iam::111122223333:role/R2"));
        assert!(!is_by(session, "arn:aws:iam::111122223333:user/R"));
    }
}
