//! Refusals in IAM's words.

use crate::arn::Parts;
use crate::errors;
use haneul_model::{Violation, ViolationKind};
use haneul_pipeline::{AwsError, Call};

/// IAM words a wrong character its own way, and everything else as all services do.
pub fn invalid(violations: &[Violation]) -> AwsError {
    if let [one] = violations {
        if let Some(rule) = character_rule(one) {
            let message = format!("The specified value for {} is invalid. {rule}", one.path);
            return errors::validation(message);
        }
    }
    errors::validation(haneul_model::validate::message(violations))
}

fn character_rule(violation: &Violation) -> Option<&'static str> {
    if violation.kind != ViolationKind::Pattern {
        return None;
    }
    let path = violation.path.as_str();
    if path.ends_with("Name") {
        return Some("It must contain only alphanumeric characters and/or the following: +=,.@_-");
    }
    matches!(path, "path" | "newPath" | "pathPrefix").then_some(
        "It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    )
}

/// Of what exists, IAM speaks by kind and name; of what is to be made or listed, by ARN.
pub fn denied(call: &Call, message: &str) -> AwsError {
    AwsError::new("AccessDenied", named(call, message)).status(403)
}

fn named(call: &Call, message: &str) -> String {
    let rewritten = || {
        let (before, rest) = message.split_once(" on resource: ")?;
        let (resource, after) = rest.split_once(' ').unwrap_or((rest, ""));
        let action = before.rsplit(':').next()?;
        let name = spoken(call, action, resource)?;
        let text = format!("{before} on resource: {name} {after}");
        Some(text.trim_end().to_owned())
    };
    rewritten().unwrap_or_else(|| message.to_owned())
}

fn spoken(call: &Call, action: &str, arn: &str) -> Option<String> {
    if call.operation == "ListPolicies" {
        return Some(format!("policy path {}", arn.split_once(":policy")?.1));
    }
    let parts = Parts::of(arn)?;
    match (action, parts.kind) {
        ("PassRole", _) => None,
        ("CreateUser" | "CreateGroup" | "CreateRole" | "CreateInstanceProfile", _) => None,
        ("ListUsers" | "ListGroups" | "ListRoles" | "ListInstanceProfiles", _) => None,
        ("CreatePolicy", "policy") => Some(format!("policy {}", parts.name())),
        (_, "policy") => Some(format!("policy {arn}")),
        (_, "instance-profile") => Some(format!("instance profile {}", parts.name())),
        (_, kind @ ("user" | "group" | "role")) => Some(format!("{kind} {}", parts.name())),
        _ => None,
    }
}
