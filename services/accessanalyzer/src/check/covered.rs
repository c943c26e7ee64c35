//! Whether one statement takes in all that another says. Where that cannot be told, it does not.

use super::overlap::overlap;
use haneul_policy::{Listed, Named, Statement, Whom, glob};
use serde_json::Value as Json;
use std::collections::{BTreeMap, BTreeSet};

/// A statement as it is compared.
pub struct Said<'p> {
    pub statement: &'p Statement,
    actions: Patterns,
    resources: Patterns,
    /// By operator and key in lower case.
    conditions: BTreeMap<(String, String), BTreeSet<String>>,
}

/// A list, or everything but what is on it.
#[derive(Clone, Debug)]
pub struct Patterns {
    list: Vec<String>,
    except: bool,
}

/// One entry of a list, or all but a list.
#[derive(Clone, Debug)]
pub enum Part {
    One(String),
    AllBut(Vec<String>),
}

/// Operators under which fewer values let in less, and those under which they let in more.
const AFFIRMATIVE: [&str; 13] = [
    "stringequals",
    "stringequalsignorecase",
    "stringlike",
    "numericequals",
    "dateequals",
    "bool",
    "binaryequals",
    "ipaddress",
    "arnequals",
    "arnlike",
    "foranyvalue:stringequals",
    "foranyvalue:stringlike",
    "forallvalues:stringequals",
];
const NEGATED: [&str; 7] = [
    "stringnotequals",
    "stringnotequalsignorecase",
    "stringnotlike",
    "numericnotequals",
    "notipaddress",
    "arnnotequals",
    "arnnotlike",
];

impl<'p> Said<'p> {
    /// A statement, and the same as it is written.
    pub fn of(statement: &'p Statement, written: &Json, has_variables: bool) -> Said<'p> {
        let actions = statement.actions().map(str::to_ascii_lowercase).collect();
        let resources = statement.resources();
        let mut resources: Vec<String> = resources.map(|own| value(own, has_variables)).collect();
        if resources.is_empty() {
            resources.push("*".to_owned());
        }
        Said {
            statement,
            actions: Patterns {
                list: actions,
                except: statement.is_not_action(),
            },
            resources: Patterns {
                list: resources,
                except: statement.is_not_resource(),
            },
            conditions: conditions(&written["Condition"], has_variables),
        }
    }

    /// What it says, piece by piece: any of its actions on any of its resources.
    pub fn actions(&self) -> Vec<Part> {
        self.actions.parts()
    }

    pub fn resources(&self) -> Vec<Part> {
        self.resources.parts()
    }

    pub fn takes_in_action(&self, part: &Part) -> bool {
        self.actions.takes_in(part)
    }

    pub fn takes_in_resource(&self, part: &Part) -> bool {
        self.resources.takes_in(part)
    }

    /// Whether it may say something of an action, and of a resource.
    pub fn touches_action(&self, part: &Part) -> bool {
        self.actions.touches(part)
    }

    pub fn touches_resource(&self, part: &Part) -> bool {
        self.resources.touches(part)
    }

    /// Whether it speaks of all whom `other` speaks of, whenever `other` does.
    pub fn speaks_with(&self, other: &Said) -> bool {
        names(self.statement.whom(), other.statement.whom()) && self.is_met_with(other)
    }

    pub fn takes_in_all(&self, other: &Said) -> bool {
        self.speaks_with(other)
            && other
                .actions()
                .iter()
                .all(|part| self.takes_in_action(part))
            && other
                .resources()
                .iter()
                .all(|part| self.takes_in_resource(part))
    }

    /// Whether its conditions hold wherever those of `other` do.
    fn is_met_with(&self, other: &Said) -> bool {
        self.conditions.iter().all(|(key, values)| {
            let Some(theirs) = other.conditions.get(key) else {
                return false;
            };
            let operator = key.0.strip_suffix("ifexists").unwrap_or(&key.0);
            theirs == values
                || AFFIRMATIVE.contains(&operator) && theirs.is_subset(values)
                || NEGATED.contains(&operator) && theirs.is_superset(values)
        })
    }
}

impl Patterns {
    fn parts(&self) -> Vec<Part> {
        match self.except {
            true => vec![Part::AllBut(self.list.clone())],
            false => self.list.iter().cloned().map(Part::One).collect(),
        }
    }

    fn takes_in(&self, part: &Part) -> bool {
        match (part, self.except) {
            (Part::One(one), false) => self.list.iter().any(|wide| covers(wide, one)),
            (Part::One(one), true) => !self.list.iter().any(|gone| may_meet(gone, one)),
            (Part::AllBut(_), false) => self.list.iter().any(|wide| wide == "*"),
            (Part::AllBut(gone), true) => {
                let is_gone = |own: &String| gone.iter().any(|wide| covers(wide, own));
                self.list.iter().all(is_gone)
            }
        }
    }

    /// Of all but a list something is always left, as far as can be told.
    fn touches(&self, part: &Part) -> bool {
        match (part, self.except) {
            (Part::One(one), false) => self.list.iter().any(|own| may_meet(own, one)),
            (Part::One(one), true) => !self.list.iter().any(|gone| covers(gone, one)),
            (Part::AllBut(gone), false) => {
                let is_gone = |own: &String| gone.iter().any(|wide| covers(wide, own));
                !self.list.iter().all(is_gone)
            }
            (Part::AllBut(_), true) => true,
        }
    }
}

/// Whether a pattern takes in all of another. A question mark and a variable are only themselves.
fn covers(wide: &str, narrow: &str) -> bool {
    let is_plain = !wide.contains('?') && !wide.contains("${");
    wide == narrow || is_plain && glob(wide, &without_variables(narrow))
}

fn may_meet(a: &str, b: &str) -> bool {
    overlap(&without_variables(a), &without_variables(b))
}

/// With a star for each variable, which may stand for anything.
fn without_variables(pattern: &str) -> String {
    let mut plain = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once("${") {
        plain.push_str(before);
        plain.push('*');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    plain + rest
}

/// Whether everybody whom `theirs` names is named here.
fn names(own: &Whom, theirs: &Whom) -> bool {
    match (own, theirs) {
        (Whom::Holder, Whom::Holder) => true,
        (Whom::Listed(Listed::Only(own)), _) if own.contains(&Named::Everyone) => true,
        (Whom::Listed(Listed::Only(own)), Whom::Listed(Listed::Only(theirs))) => {
            theirs.iter().all(|named| own.contains(named))
        }
        (Whom::Listed(Listed::Except(own)), Whom::Listed(Listed::Except(theirs))) => {
            own.iter().all(|named| theirs.contains(named))
        }
        _ => false,
    }
}

/// Documents of the first version of the language have no variables: what looks like one is only
/// itself there, and is marked so that nobody takes it for one.
fn value(text: &str, has_variables: bool) -> String {
    match has_variables {
        true => text.to_owned(),
        false => text.replace("${", "$\u{0}{"),
    }
}

fn conditions(written: &Json, has_variables: bool) -> BTreeMap<(String, String), BTreeSet<String>> {
    let mut found: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for (operator, keys) in written.as_object().into_iter().flatten() {
        for (key, values) in keys.as_object().into_iter().flatten() {
            let text = |own: &Json| value(&text(own), has_variables);
            let values = match values {
                Json::Array(list) => list.iter().map(text).collect(),
                one => BTreeSet::from([text(one)]),
            };
            let mut place = (operator.to_ascii_lowercase(), key.to_ascii_lowercase());
            // Written twice in other letters, both must hold.
            while found.contains_key(&place) {
                place.0.push('+');
            }
            found.insert(place, values);
        }
    }
    found
}

fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
