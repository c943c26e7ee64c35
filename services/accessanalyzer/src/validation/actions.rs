//! `Action` and `NotAction`.

use super::json::Node;
use super::report::{Place, Report};
use super::statement::{entries, is_empty_list};
use haneul_model::iam_facts;
use haneul_policy::glob;
use std::collections::HashMap;

pub fn validate(node: &Node, place: &Place, report: &mut Report) {
    if node.get("Action").is_none() && node.get("NotAction").is_none() {
        report.error(
            "MISSING_ACTION",
            "Add an Action or NotAction element to the policy statement.",
            &[place],
        );
    }
    for name in ["Action", "NotAction"] {
        if is_empty_list(node, name) {
            let span = node.get(name).map_or(place.span, |n| n.span);
            report.suggest(
                "EMPTY_ARRAY_ACTION",
                "This statement includes no actions and does not affect the policy. Specify actions.",
                &[&place.value(name, span)],
            );
        }
        let found = entries(node, place, name, report);
        for (action, place) in &found {
            known(action, place, report);
        }
        redundant(&found, report);
    }
}

fn known(action: &str, place: &Place, report: &mut Report) {
    if action == "*" {
        return;
    }
    let Some((prefix, name)) = action.split_once(':') else {
        return report.error(
            "INVALID_ACTION",
            format!("The action {action} does not exist."),
            &[place],
        );
    };
    if iam_facts::reference(prefix).is_none() {
        return report.error(
            "INVALID_SERVICE_IN_ACTION",
            format!("The service {prefix} specified in the action does not exist."),
            &[place],
        );
    }
    let lowered = name.to_ascii_lowercase();
    let mut actions = iam_facts::actions(prefix).iter();
    if !actions.any(|known| glob(&lowered, &known.name.to_ascii_lowercase())) {
        report.error(
            "INVALID_ACTION",
            format!("The action {action} does not exist."),
            &[place],
        );
    }
}

/// Patterns that are laid beside each entry; no policy has more.
const PATTERNS: usize = 512;

/// Those that another entry takes in whole. Of equal ones the later are too many.
fn redundant(found: &[(&str, Place)], report: &mut Report) {
    let lowered: Vec<_> = found.iter().map(|(a, _)| a.to_ascii_lowercase()).collect();
    let mut first = HashMap::new();
    for (place, action) in lowered.iter().enumerate() {
        first.entry(action.as_str()).or_insert(place);
    }
    let patterns = first.keys().copied();
    let patterns = patterns.filter(|wide| wide.contains('*') && !wide.contains('?'));
    let mut patterns: Vec<&str> = patterns.collect();
    // The widest come first, mostly.
    patterns.sort_unstable_by_key(|wide| wide.len());
    patterns.truncate(PATTERNS);
    let is_redundant = |place: usize| {
        let action = lowered[place].as_str();
        let mut wider = patterns.iter().filter(|wide| **wide != action);
        first.get(action) != Some(&place) || wider.any(|wide| glob(wide, action))
    };
    let many: Vec<_> = (0..found.len())
        .filter(|place| is_redundant(*place))
        .collect();
    if let Some(first) = many.first() {
        let places: Vec<_> = many.iter().map(|place| &found[*place].1).collect();
        report.suggest(
            "REDUNDANT_ACTION",
            format!(
                "The {} action(s) are redundant because they provide similar permissions. Update the policy to remove the redundant action such as: {}.",
                many.len(),
                found[*first].0
            ),
            &places,
        );
    }
}
