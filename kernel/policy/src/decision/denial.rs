use super::{Decision, Question};
use crate::principal::{Principal, PrincipalKind};

/// `User: X is not authorized to perform: A on resource: R because …`, as AWS writes it.
pub fn denial_message(question: &Question, decision: &Decision) -> String {
    let who = shown_caller(question.principal);
    let action = question.action;
    let on = shown_resource(question).map(|resource| format!(" on resource: {resource}"));
    let on = on.unwrap_or_default();
    let why = decision.reason.text(action);
    let text = format!("User: {who} is not authorized to perform: {action}{on} {why}");
    text.trim_end().to_owned()
}

fn shown_caller(principal: &Principal) -> &str {
    match &principal.kind {
        PrincipalKind::Anonymous => "anonymous",
        PrincipalKind::Service(name) if principal.arn.is_empty() => name,
        _ => &principal.arn,
    }
}

/// S3 quotes the resource; S3 and EC2 leave it out where an action has none.
fn shown_resource(question: &Question) -> Option<String> {
    let service = question.action.split(':').next().unwrap_or_default();
    match (question.resource, service) {
        ("", _) | ("*", "s3" | "ec2") => None,
        (resource, "s3") => Some(format!("\"{resource}\"")),
        (resource, _) => Some(resource.to_owned()),
    }
}
