//! `Principal` and `NotPrincipal`.

use super::document::{PolicyType, mismatch};
use super::json::{Kind, Node};
use super::report::{Place, Report};
use super::statement::{allows, entries, texts};

pub fn validate(node: &Node, place: &Place, kind: PolicyType, report: &mut Report) {
    let named = ["Principal", "NotPrincipal"].map(|name| (name, node.get(name)));
    match kind {
        PolicyType::Resource | PolicyType::Trust | PolicyType::ResourceControl => {
            if named.iter().all(|(_, value)| value.is_none()) {
                report.error(
                    "MISSING_PRINCIPAL",
                    "Add a Principal element to the policy statement.",
                    &[place],
                );
            }
        }
        PolicyType::Identity | PolicyType::ServiceControl => {
            for (name, value) in named {
                let Some(value) = value else { continue };
                unsupported(name, &place.value(name, value.span), kind, report);
            }
            return;
        }
    }
    for (name, value) in named {
        let Some(value) = value else { continue };
        list(value, &place.value(name, value.span), report);
    }
    if let Some(value) = node.get("NotPrincipal").filter(|_| allows(node)) {
        report.security(
            "ALLOW_WITH_NOT_PRINCIPAL",
            "Using Allow with NotPrincipal can be overly permissive. We recommend that you use Principal instead.",
            &[&place.value("NotPrincipal", value.span)],
        );
    }
    providers(node, place, report);
}

fn unsupported(name: &str, place: &Place, kind: PolicyType, report: &mut Report) {
    match kind {
        PolicyType::ServiceControl => report.error(
            "SCP_SYNTAX_ERROR_PRINCIPAL",
            "SCPs do not support specifying principals. Remove the Principal or NotPrincipal element.",
            &[place],
        ),
        _ => report.error(
            "UNSUPPORTED_PRINCIPAL",
            format!(
                "The policy type IDENTITY_POLICY does not support the {name} element. Remove the {name} element."
            ),
            &[place],
        ),
    }
}

fn list(value: &Node, place: &Place, report: &mut Report) {
    match &value.kind {
        Kind::Text(text) if text == "*" => {}
        Kind::Text(_) => report.error(
            "INVALID_PRINCIPAL_FORMAT",
            "The Principal element contents are not valid. Specify a key-value pair in the Principal element.",
            &[place],
        ),
        Kind::Object(members) if members.is_empty() => report.suggest(
            "EMPTY_OBJECT_PRINCIPAL",
            "This statement includes no principals and does not affect the policy. Specify principals.",
            &[place],
        ),
        Kind::Object(members) => {
            for member in members {
                if !matches!(&*member.name, "AWS" | "CanonicalUser" | "Federated" | "Service") {
                    report.error(
                        "INVALID_PRINCIPAL_KEY",
                        format!("The principal key {} is not valid.", member.name),
                        &[&place.key(&member.name, member.name_span)],
                    );
                }
                let place = place.value(&member.name, member.value.span);
                if matches!(&member.value.kind, Kind::List(items) if items.is_empty()) {
                    report.suggest(
                        "EMPTY_ARRAY_PRINCIPAL",
                        "This statement includes no principals and does not affect the policy. Specify principals.",
                        &[&place],
                    );
                }
                for (who, place) in texts(&member.value, &place, report) {
                    if who.contains(['*', '?']) && !(who == "*" && member.name == "AWS") {
                        report.error(
                            "UNSUPPORTED_WILDCARD_IN_PRINCIPAL",
                            format!(
                                "Wildcards (*, ?) are not supported with the principal key {}. Replace the wildcard with a valid principal value.",
                                member.name
                            ),
                            &[&place],
                        );
                    }
                }
            }
        }
        _ => mismatch(report, "object", place),
    }
}

/// Providers of identities come in by calls of their own.
fn providers(node: &Node, place: &Place, report: &mut Report) {
    let Some(federated) = node.get("Principal").and_then(|p| p.get("Federated")) else {
        return;
    };
    let mut ignored = Report::default();
    let actions = entries(node, place, "Action", &mut ignored);
    let wrong = actions
        .iter()
        .find(|(a, _)| a.eq_ignore_ascii_case("sts:AssumeRole"));
    let Some((action, action_place)) = wrong else {
        return;
    };
    let span = node.get("Principal").map_or(place.span, |p| p.span);
    let of = place
        .value("Principal", span)
        .value("Federated", federated.span);
    let who: Vec<_> = texts(federated, &of, &mut ignored);
    let who: Vec<_> = who.into_iter().map(|(who, _)| who).collect();
    report.error(
        "MISMATCHED_ACTION_FOR_PRINCIPAL",
        format!(
            "The {action} action is invalid with the following principal(s): {}. Use a SAML provider principal with the sts:AssumeRoleWithSAML action or use an OIDC provider principal with the sts:AssumeRoleWithWebIdentity action. Ensure the provider is Federated if you use either of the two options.",
            who.join(", ")
        ),
        &[action_place, &of],
    );
}
