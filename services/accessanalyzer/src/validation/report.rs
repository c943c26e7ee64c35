//! Findings of a validation, with the places they are about.

use super::json::{Position, Span};
use crate::shapes;

const LINK: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html#access-analyzer-reference-policy-checks-";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    Error,
    SecurityWarning,
    Suggestion,
    Warning,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Index(usize),
    Key(String),
    Value(String),
}

/// Where something is: the way to it, and the signs it takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    pub path: Vec<Step>,
    pub span: Span,
}

impl Place {
    pub fn value(&self, name: &str, span: Span) -> Place {
        self.step(Step::Value(name.to_owned()), span)
    }

    pub fn key(&self, name: &str, span: Span) -> Place {
        self.step(Step::Key(name.to_owned()), span)
    }

    pub fn index(&self, index: usize, span: Span) -> Place {
        self.step(Step::Index(index), span)
    }

    fn step(&self, step: Step, span: Span) -> Place {
        let mut path = self.path.clone();
        path.push(step);
        Place { path, span }
    }
}

#[derive(Debug)]
pub struct Finding {
    pub severity: Severity,
    pub code: &'static str,
    pub details: String,
    pub places: Vec<Place>,
}

#[derive(Debug, Default)]
pub struct Report(pub Vec<Finding>);

impl Report {
    fn add(&mut self, severity: Severity, code: &'static str, details: String, places: &[&Place]) {
        self.0.push(Finding {
            severity,
            code,
            details,
            places: places.iter().map(|place| (*place).clone()).collect(),
        });
    }

    pub fn error(&mut self, code: &'static str, details: impl Into<String>, places: &[&Place]) {
        self.add(Severity::Error, code, details.into(), places);
    }

    pub fn security(&mut self, code: &'static str, details: impl Into<String>, places: &[&Place]) {
        self.add(Severity::SecurityWarning, code, details.into(), places);
    }

    pub fn suggest(&mut self, code: &'static str, details: impl Into<String>, places: &[&Place]) {
        self.add(Severity::Suggestion, code, details.into(), places);
    }

    pub fn warn(&mut self, code: &'static str, details: impl Into<String>, places: &[&Place]) {
        self.add(Severity::Warning, code, details.into(), places);
    }
}

pub fn shown(finding: Finding) -> shapes::ValidatePolicyFinding {
    let (word, part) = match finding.severity {
        Severity::Error => ("ERROR", "error"),
        Severity::SecurityWarning => ("SECURITY_WARNING", "security-warning"),
        Severity::Suggestion => ("SUGGESTION", "suggestion"),
        Severity::Warning => ("WARNING", "general-warning"),
    };
    let code = finding.code.to_ascii_lowercase().replace('_', "-");
    shapes::ValidatePolicyFinding {
        finding_type: Some(word.to_owned()),
        issue_code: Some(finding.code.to_owned()),
        finding_details: Some(finding.details),
        learn_more_link: Some(format!("{LINK}{part}-{code}")),
        locations: Some(finding.places.into_iter().map(location).collect()),
    }
}

fn location(place: Place) -> shapes::Location {
    let step = |step| match step {
        Step::Index(index) => shapes::PathElement {
            index: Some(index as i64),
            ..shapes::PathElement::default()
        },
        Step::Key(key) => shapes::PathElement {
            key: Some(key),
            ..shapes::PathElement::default()
        },
        Step::Value(value) => shapes::PathElement {
            value: Some(value),
            ..shapes::PathElement::default()
        },
    };
    let position = |position: Position| shapes::Position {
        line: Some(position.line),
        column: Some(position.column),
        offset: Some(position.offset),
    };
    shapes::Location {
        path: Some(place.path.into_iter().map(step).collect()),
        span: Some(shapes::Span {
            start: Some(position(place.span.start)),
            end: Some(position(place.span.end)),
        }),
    }
}
