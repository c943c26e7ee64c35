//! The document as a whole.

use super::json::{self, Kind, Node, Span};
use super::report::{Place, Report};
use super::statement;
use std::collections::HashSet;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyType {
    Identity,
    Resource,
    /// A role's trust policy.
    Trust,
    ServiceControl,
    ResourceControl,
}

pub fn validate(text: &str, kind: PolicyType) -> Report {
    let mut report = Report::default();
    match json::parse(text) {
        Ok(node) => whole(&node, kind, &mut report),
        Err(at) => {
            let span = Span { start: at, end: at };
            let place = Place {
                path: Vec::new(),
                span,
            };
            let (index, line, column) = (at.offset, at.line, at.column);
            report.error(
                "JSON_SYNTAX_ERROR",
                format!("Fix the JSON syntax error at index {index} line {line} column {column}."),
                &[&place],
            );
        }
    }
    report
}

fn whole(node: &Node, kind: PolicyType, report: &mut Report) {
    let root = Place {
        path: Vec::new(),
        span: node.span,
    };
    if !matches!(node.kind, Kind::Object(_)) {
        return mismatch(report, "object", &root);
    }
    for member in node.members() {
        if !matches!(&*member.name, "Version" | "Id" | "Statement") {
            report.error(
                "INVALID_POLICY_ELEMENT",
                format!("The policy element {} is not valid.", member.name),
                &[&root.key(&member.name, member.name_span)],
            );
        }
    }
    version(node, &root, report);
    if let Some(id) = node.get("Id").filter(|id| id.text().is_none()) {
        mismatch(report, "string", &root.value("Id", id.span));
    }
    let Some(statement) = node.get("Statement") else {
        return report.error(
            "MISSING_STATEMENT",
            "Add a statement to the policy",
            &[&root],
        );
    };
    let place = root.value("Statement", statement.span);
    match &statement.kind {
        Kind::Object(_) => statement::validate(statement, &place, kind, report),
        Kind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                let place = place.index(index, item.span);
                match item.kind {
                    Kind::Object(_) => statement::validate(item, &place, kind, report),
                    _ => mismatch(report, "object", &place),
                }
            }
            if kind != PolicyType::Resource {
                sids(items, &place, report);
            }
        }
        _ => mismatch(report, "array", &place),
    }
}

pub fn mismatch(report: &mut Report, wanted: &str, place: &Place) {
    report.error(
        "DATA_TYPE_MISMATCH",
        format!("The text does not match the expected JSON data type {wanted}."),
        &[place],
    );
}

fn version(node: &Node, root: &Place, report: &mut Report) {
    let Some(version) = node.get("Version") else {
        return report.warn(
            "MISSING_VERSION",
            "We recommend that you specify the Version element to help you with debugging permission issues.",
            &[root],
        );
    };
    let place = root.value("Version", version.span);
    match version.text() {
        None => mismatch(report, "string", &place),
        Some("2012-10-17" | "2008-10-17") => {}
        Some(other) => report.error(
            "INVALID_VERSION",
            format!(
                "The version {other} is not valid. Use one of the following versions: 2012-10-17, 2008-10-17"
            ),
            &[&place],
        ),
    }
}

/// IAM wants each of them once.
fn sids(items: &[Node], place: &Place, report: &mut Report) {
    let mut known = HashSet::new();
    for (index, item) in items.iter().enumerate() {
        let Some(sid) = item.get("Sid") else { continue };
        let text = sid.text().filter(|text| !text.is_empty());
        if text.is_some_and(|text| !known.insert(text.to_owned())) {
            let place = place.index(index, item.span).value("Sid", sid.span);
            report.error(
                "UNIQUE_SIDS_REQUIRED",
                "Duplicate statement IDs are not supported for this policy type. Update the Sid value.",
                &[&place],
            );
        }
    }
}
