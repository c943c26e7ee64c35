//! The role that a schedule acts as: it must be there, and trust the Scheduler.

use crate::delivery::PRINCIPAL;
use crate::errors;
use haneul_pipeline::{AwsError, Cx};
use haneul_policy::{
    Context, Policies, Policy, PolicyKind, Principal, PrincipalKind, Question, Source, decide,
};

pub fn check(cx: &mut Cx, role: &str, group_arn: &str) -> Result<(), AwsError> {
    let refused = || {
        errors::invalid(
            "The execution role you provide must allow AWS EventBridge Scheduler to assume the role.",
        )
    };
    let account = role.split(':').nth(4).unwrap_or_default();
    let facts = cx.cloud.identity.role(cx.tx, role)?.ok_or_else(refused)?;
    let Ok(policy) = Policy::parse(&facts.trust_policy, PolicyKind::Trust) else {
        return Err(refused());
    };
    let trust = Source {
        policy,
        id: role.to_owned(),
    };
    let principal = Principal {
        arn: PRINCIPAL.to_owned(),
        account: String::new(),
        kind: PrincipalKind::Service(PRINCIPAL.to_owned()),
        user_id: PRINCIPAL.to_owned(),
    };
    let mut context = Context::new();
    principal.describe(&mut context);
    context.insert("aws:SourceAccount", cx.account());
    context.insert("aws:SourceArn", group_arn);
    let question = Question {
        principal: &principal,
        action: "sts:AssumeRole",
        resource: role,
        resource_account: account,
        context: &context,
    };
    let policies = Policies {
        resource: Some(&trust),
        resource_needed: true,
        ..Policies::default()
    };
    match decide(&question, &policies).allowed {
        true => Ok(()),
        false => Err(refused()),
    }
}
