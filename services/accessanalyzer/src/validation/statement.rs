//! One statement.

use super::document::{PolicyType, mismatch};
use super::json::{Kind, Node};
use super::report::{Place, Report};
use super::{actions, conditions, pass_role, principals, resources};

const ELEMENTS: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

pub fn validate(node: &Node, place: &Place, kind: PolicyType, report: &mut Report) {
    for member in node.members() {
        if !ELEMENTS.contains(&&*member.name) {
            report.error(
                "INVALID_POLICY_ELEMENT",
                format!("The policy element {} is not valid.", member.name),
                &[&place.key(&member.name, member.name_span)],
            );
        }
    }
    sid(node, place, kind, report);
    effect(node, place, report);
    for name in ["Principal", "Action", "Resource"] {
        let not = format!("Not{name}");
        if let (Some(a), Some(b)) = (node.get(name), node.get(&not)) {
            report.error(
                "UNSUPPORTED_ELEMENT_COMBINATION",
                format!(
                    "The policy elements {name} and {not} can not be used in the same statement. Remove one of these elements."
                ),
                &[&place.value(name, a.span), &place.value(&not, b.span)],
            );
        }
    }
    principals::validate(node, place, kind, report);
    actions::validate(node, place, report);
    resources::validate(node, place, kind, report);
    conditions::validate(node, place, report);
    if kind == PolicyType::Identity {
        pass_role::validate(node, place, report);
    }
}

fn sid(node: &Node, place: &Place, kind: PolicyType, report: &mut Report) {
    let Some(sid) = node.get("Sid") else { return };
    let place = place.value("Sid", sid.span);
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    match sid.text() {
        None => mismatch(report, "string", &place),
        Some("") => report.suggest(
            "EMPTY_SID_VALUE",
            "Add a value to the empty string in the Sid element.",
            &[&place],
        ),
        Some(text) if kind != PolicyType::Resource && !plain(text) => report.error(
            "UNSUPPORTED_SID",
            "Update the characters in the Sid element to use one of the following character types: [a-z, A-Z, 0-9]",
            &[&place],
        ),
        Some(_) => {}
    }
}

fn effect(node: &Node, place: &Place, report: &mut Report) {
    let Some(effect) = node.get("Effect") else {
        return report.error(
            "MISSING_EFFECT",
            "Add an Effect element to the policy statement with a value of Allow or Deny.",
            &[place],
        );
    };
    let place = place.value("Effect", effect.span);
    match effect.text() {
        None => mismatch(report, "string", &place),
        Some("Allow" | "Deny") => {}
        Some(other) => report.error(
            "INVALID_EFFECT",
            format!("The effect {other} is not valid. Use Allow or Deny."),
            &[&place],
        ),
    }
}

/// The entries of an element that is one string or a list of them, with their places. What is
/// neither is told of.
pub fn entries<'n>(
    node: &'n Node,
    place: &Place,
    name: &str,
    report: &mut Report,
) -> Vec<(&'n str, Place)> {
    let Some(value) = node.get(name) else {
        return Vec::new();
    };
    let place = place.value(name, value.span);
    texts(value, &place, report)
}

pub fn texts<'n>(value: &'n Node, place: &Place, report: &mut Report) -> Vec<(&'n str, Place)> {
    let items: Vec<_> = match &value.kind {
        Kind::List(items) => {
            let placed = items.iter().enumerate();
            placed
                .map(|(i, item)| (item, place.index(i, item.span)))
                .collect()
        }
        _ => vec![(value, place.clone())],
    };
    let mut found = Vec::new();
    for (item, place) in items {
        match item.text() {
            Some(text) => found.push((text, place)),
            None => mismatch(report, "string", &place),
        }
    }
    found
}

/// Whether an element is there and empty.
pub fn is_empty_list(node: &Node, name: &str) -> bool {
    matches!(node.get(name).map(|n| &n.kind), Some(Kind::List(items)) if items.is_empty())
}

pub fn allows(node: &Node) -> bool {
    node.get("Effect").and_then(Node::text) == Some("Allow")
}
