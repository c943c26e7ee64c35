//! The least that somebody needs to be allowed, by what they were seen to do.

use crate::record::CheckRecord;
use serde::Serialize;
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
    resource: Vec<&'u str>,
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
fn exact(resources: &BTreeSet<String>) -> Vec<&str> {
    match resources.contains("*") {
        true => vec!["*"],
        false => resources.iter().map(String::as_str).collect(),
    }
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
}
