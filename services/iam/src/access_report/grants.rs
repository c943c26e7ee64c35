//! Whether a policy grants anything of a service.

use crate::whose::Granted;
use haneul_model::iam_facts;
use haneul_pipeline::AwsError;
use haneul_policy::{Effect, Policy, PolicyKind, Statement, glob};

pub fn parse(granted: &Granted) -> Result<Policy, AwsError> {
    Policy::parse(&granted.text, PolicyKind::Identity)
        .map_err(|e| AwsError::internal(format_args!("stored policy {}: {e}", granted.name)))
}

/// Conditions and resources are not looked at, nor what other statements deny.
pub fn grants(policy: &Policy, namespace: &str) -> bool {
    let mut statements = policy.statements().iter();
    statements.any(|statement| statement.effect() == Effect::Allow && reaches(statement, namespace))
}

fn reaches(statement: &Statement, namespace: &str) -> bool {
    let names = |pattern: &str| {
        let prefix = pattern.split(':').next().unwrap_or_default();
        glob(&prefix.to_ascii_lowercase(), namespace)
    };
    if !statement.is_not_action() {
        return statement.actions().any(names);
    }
    let patterns: Vec<String> = statement.actions().map(str::to_ascii_lowercase).collect();
    let excepted = |action: &str| patterns.iter().any(|pattern| glob(pattern, action));
    let mut actions = iam_facts::actions(namespace).iter();
    actions.any(|action| !excepted(&format!("{namespace}:{}", action.name.to_ascii_lowercase())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_policy_reaches() {
        let policy = |statement: &str| {
            let text = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
            Policy::parse(&text, PolicyKind::Identity).unwrap()
        };
        let allow = policy(r#"{"Effect":"Allow","Action":["S3:Get*","sqs:*"],"Resource":"*"}"#);
        assert!(grants(&allow, "s3") && grants(&allow, "sqs") && !grants(&allow, "iam"));
        let all = policy(r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#);
        assert!(grants(&all, "iam"));
        let but = policy(r#"{"Effect":"Allow","NotAction":["iam:*","s3:Get*"],"Resource":"*"}"#);
        assert!(!grants(&but, "iam") && grants(&but, "s3"));
        let deny = policy(r#"{"Effect":"Deny","Action":"s3:*","Resource":"*"}"#);
        assert!(!grants(&deny, "s3"));
    }
}
