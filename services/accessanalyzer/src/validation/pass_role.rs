//! Roles that may be passed to services more freely than was perhaps meant.

use super::json::Node;
use super::report::{Place, Report};
use super::statement::{allows, entries};
use haneul_policy::glob;

pub fn validate(node: &Node, place: &Place, report: &mut Report) {
    if !allows(node) || is_pinned(node) {
        return;
    }
    let mut ignored = Report::default();
    let mut all = |name| entries(node, place, name, &mut ignored);
    let passes = |action: &str| glob(&action.to_ascii_lowercase(), "iam:passrole");
    let excepts = all("NotAction");
    let not_action = !excepts.is_empty() && !excepts.iter().any(|(a, _)| passes(a));
    let actions: Vec<_> = all("Action")
        .into_iter()
        .filter(|(a, _)| passes(a))
        .collect();
    let stars: Vec<_> = all("Resource")
        .into_iter()
        .filter(|(r, _)| is_any_role(r))
        .collect();
    let not_resource = node.get("NotResource");
    let exact = actions.iter().find(|(a, _)| !a.contains(['*', '?']));
    let wild = actions.iter().find(|(a, _)| a.contains(['*', '?']));
    let except = node
        .get("NotAction")
        .map(|n| place.value("NotAction", n.span));
    let more = "We recommend that you specify resource ARNs or add the iam:PassedToService condition key to your statement.";
    if let Some((_, star)) = stars.first() {
        if let Some((_, action)) = exact {
            report.security(
                "PASS_ROLE_WITH_STAR_IN_RESOURCE",
                format!("Using the iam:PassRole action with wildcards (*) in the resource can be overly permissive because it allows iam:PassRole permissions on multiple resources. {more}"),
                &[action, star],
            );
        } else if let Some((_, action)) = wild {
            report.security(
                "PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE",
                format!("Using wildcards (*) in the action and the resource can be overly permissive because it allows iam:PassRole permissions on all resources. {more}"),
                &[action, star],
            );
        } else if let Some(except) = except.as_ref().filter(|_| not_action) {
            report.security(
                "PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION",
                format!("Using a resource with wildcards (*) and NotAction can be overly permissive because it allows iam:PassRole permissions on all resources. {more}"),
                &[except, star],
            );
        }
    }
    let Some(not_resource) = not_resource.map(|n| place.value("NotResource", n.span)) else {
        return;
    };
    let instead = "can be overly permissive because it can allow iam:PassRole permissions on multiple resources. We recommend that you specify resource ARNs instead.";
    if let Some((_, action)) = exact {
        report.security(
            "PASS_ROLE_WITH_NOT_RESOURCE",
            format!("Using the iam:PassRole action with NotResource {instead}"),
            &[action, &not_resource],
        );
    } else if let Some((_, action)) = wild {
        report.security(
            "PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE",
            format!("Using an action with a wildcard (*) and NotResource {instead}"),
            &[action, &not_resource],
        );
    } else if let Some(except) = except.filter(|_| not_action) {
        report.security(
            "PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE",
            format!("Using NotAction with NotResource {instead}"),
            &[&except, &not_resource],
        );
    }
}

/// Whether the services that get a role are named.
fn is_pinned(node: &Node) -> bool {
    let condition = node.get("Condition");
    let operators = condition.map_or(&[][..], Node::members).iter();
    let mut keys = operators.flat_map(|operator| operator.value.members());
    keys.any(|key| key.name.eq_ignore_ascii_case("iam:PassedToService"))
}

/// A star where the role's name would be, with nothing of the name before it.
fn is_any_role(resource: &str) -> bool {
    let name = resource.rsplit('/').next().unwrap_or(resource);
    resource == "*" || (name.starts_with('*') && glob(resource, "arn:aws:iam::111122223333:role/a"))
}
