//! The actions that policies allow on something, by the service they belong to.

use haneul_model::iam_facts;
use haneul_policy::{Effect, Source, Statement, glob};
use std::collections::{BTreeMap, BTreeSet};

/// Actions with their prefix, by prefix.
pub type Grants = BTreeMap<String, BTreeSet<String>>;

/// What is denied everywhere and always is not granted; other limits are not looked at.
pub fn of(policies: &[Source]) -> Grants {
    let statements = || {
        policies
            .iter()
            .flat_map(|source| source.policy.statements())
    };
    let allows: Vec<_> = statements()
        .filter(|s| s.effect() == Effect::Allow)
        .map(Actions::of)
        .collect();
    let denies: Vec<_> = statements()
        .filter(|s| s.effect() == Effect::Deny && is_total(s))
        .map(Actions::of)
        .collect();
    let mut grants = Grants::new();
    for prefix in iam_facts::prefixes() {
        if !allows.iter().any(|actions| actions.may_have(prefix)) {
            continue;
        }
        for action in iam_facts::actions(prefix) {
            let name = format!("{prefix}:{}", action.name);
            let lowered = name.to_ascii_lowercase();
            let has = |list: &[Actions]| list.iter().any(|actions| actions.has(&lowered));
            if has(&allows) && !has(&denies) {
                grants.entry(prefix.to_owned()).or_default().insert(name);
            }
        }
    }
    grants
}

fn is_total(statement: &Statement) -> bool {
    let everywhere = statement.resources().any(|resource| resource == "*");
    !statement.is_not_resource() && everywhere && statement.condition_keys().next().is_none()
}

/// The actions of a statement, in lower case.
struct Actions {
    patterns: Vec<String>,
    except: bool,
}

impl Actions {
    fn of(statement: &Statement) -> Actions {
        Actions {
            patterns: statement.actions().map(str::to_ascii_lowercase).collect(),
            except: statement.is_not_action(),
        }
    }

    fn has(&self, action: &str) -> bool {
        self.patterns.iter().any(|pattern| glob(pattern, action)) != self.except
    }

    fn may_have(&self, prefix: &str) -> bool {
        let vendors = |pattern: &String| match pattern.split_once(':') {
            Some((vendor, _)) => glob(vendor, prefix),
            None => true,
        };
        self.except || self.patterns.iter().any(vendors)
    }
}
