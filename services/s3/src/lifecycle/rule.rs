//! The stored rules, and when they fall due.

use crate::bucket::{Bucket, configured};
use crate::filter::Filter;
use crate::midnight;
use crate::object::Object;
use crate::storage_class::Class;
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub const KIND: &str = "lifecycle";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Lifecycle {
    pub rules: Vec<Rule>,
    /// Small objects stay out of the classes for which they are too small, and go into archives.
    pub varies: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub id: String,
    pub enabled: bool,
    pub filter: Filter,
    /// The prefix stands in the rule itself, as it did of old.
    pub old: bool,
    pub transitions: Vec<Transition>,
    pub expiration: Option<Expiration>,
    pub noncurrent_transitions: Vec<NoncurrentTransition>,
    pub noncurrent_expiration: Option<Noncurrent>,
    pub abort_days: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transition {
    pub when: Moment,
    pub class: Class,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Moment {
    Days(i64),
    Date(Timestamp),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expiration {
    At(Moment),
    /// Markers under which there is nothing any more.
    Markers(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Noncurrent {
    pub days: i64,
    /// So many of the newest noncurrent versions are kept.
    pub newer: Option<i64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct NoncurrentTransition {
    pub after: Noncurrent,
    pub class: Class,
}

/// Smaller objects do not pay in the colder classes.
const SMALLEST: u64 = 128 << 10;

pub fn of(cx: &mut Cx, bucket: &Bucket) -> Result<Option<Lifecycle>, AwsError> {
    configured::get(cx, bucket, KIND, "")
}

impl Moment {
    fn due(self, from: Timestamp) -> Timestamp {
        match self {
            Moment::Days(days) => midnight::after_days(from, days),
            // Later objects are as late as they are.
            Moment::Date(date) => date.max(from),
        }
    }
}

impl Noncurrent {
    fn due(self, since: Timestamp, newer: usize) -> Option<Timestamp> {
        let kept = self
            .newer
            .is_some_and(|kept| newer < usize::try_from(kept).unwrap_or(0));
        (!kept).then(|| midnight::after_days(since, self.days))
    }
}

/// What is to be done with an object, and since when.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Action {
    Expire(Timestamp),
    Move(Class, Timestamp),
}

impl Action {
    pub fn due(self) -> Timestamp {
        match self {
            Action::Expire(due) | Action::Move(_, due) => due,
        }
    }
}

impl Lifecycle {
    fn enabled(&self) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(|rule| rule.enabled)
    }

    /// When the current object goes, and by which rule.
    pub fn expiry(&self, key: &str, object: &Object) -> Option<(Timestamp, &Rule)> {
        let due = self.enabled().filter_map(|rule| match rule.expiration {
            Some(Expiration::At(when)) if rule.filter.matches(key, object) => {
                Some((when.due(object.modified), rule))
            }
            _ => None,
        });
        due.min_by_key(|(due, _)| *due)
    }

    /// What is due of a current object. Of several classes the coldest is chosen.
    pub fn current(&self, key: &str, object: &Object, now: Timestamp) -> Option<Action> {
        if let Some((due, _)) = self.expiry(key, object).filter(|(due, _)| *due <= now) {
            return Some(Action::Expire(due));
        }
        let fits = |rule: &&Rule| rule.filter.matches(key, object);
        let moves = self.enabled().filter(fits).flat_map(|rule| {
            let moves = rule.transitions.iter();
            moves.map(move |t| (rule, t.class, t.when.due(object.modified)))
        });
        self.coldest(object, moves, now)
    }

    /// What is due of a noncurrent version with so many newer ones.
    pub fn noncurrent(
        &self,
        key: &str,
        object: &Object,
        since: Timestamp,
        newer: usize,
        now: Timestamp,
    ) -> Option<Action> {
        let fits = |rule: &&Rule| rule.filter.matches(key, object);
        let expired = self.enabled().filter(fits).filter_map(|rule| {
            let after = rule.noncurrent_expiration?;
            after.due(since, newer).filter(|due| *due <= now)
        });
        if let Some(due) = expired.min() {
            return Some(Action::Expire(due));
        }
        let moves = self.enabled().filter(fits).flat_map(|rule| {
            let moves = rule.noncurrent_transitions.iter();
            moves.filter_map(move |t| Some((rule, t.class, t.after.due(since, newer)?)))
        });
        self.coldest(object, moves, now)
    }

    /// When a noncurrent marker goes: it has no tags and no size.
    pub fn noncurrent_marker(
        &self,
        key: &str,
        since: Timestamp,
        newer: usize,
    ) -> Option<Timestamp> {
        let rules = self.enabled().filter(|rule| rule.is_by_prefix(key));
        let due = rules.filter_map(|rule| rule.noncurrent_expiration?.due(since, newer));
        due.min()
    }

    /// When a marker goes under which there is nothing.
    pub fn lone_marker(&self, key: &str, modified: Timestamp) -> Option<Timestamp> {
        let rules = self.enabled().filter(|rule| rule.is_by_prefix(key));
        let due = rules.filter_map(|rule| match rule.expiration? {
            Expiration::At(when) => Some(when.due(modified)),
            Expiration::Markers(true) => Some(midnight::after_days(modified, 0)),
            Expiration::Markers(false) => None,
        });
        due.min()
    }

    /// When an upload that was not completed ends.
    pub fn abort(&self, key: &str, initiated: Timestamp) -> Option<(Timestamp, &Rule)> {
        let rules = self.enabled().filter(|rule| rule.is_by_prefix(key));
        let due = rules.filter_map(|rule| {
            let days = rule.abort_days?;
            Some((midnight::after_days(initiated, days), rule))
        });
        due.min_by_key(|(due, _)| *due)
    }

    fn coldest<'r>(
        &self,
        object: &Object,
        moves: impl Iterator<Item = (&'r Rule, Class, Timestamp)>,
        now: Timestamp,
    ) -> Option<Action> {
        let from = Class::step(object.storage.class);
        let mut due: Vec<_> = moves
            .filter(|(_, class, due)| *due <= now && Class::step(Some(*class)) > from)
            .filter(|(rule, class, _)| self.is_large_enough(rule, *class, object))
            .map(|(_, class, due)| (class, due))
            .collect();
        due.sort_by_key(|(class, due)| (Class::step(Some(*class)), std::cmp::Reverse(*due)));
        due.pop().map(|(class, due)| Action::Move(class, due))
    }

    /// A rule that speaks of sizes itself decides alone.
    fn is_large_enough(&self, rule: &Rule, class: Class, object: &Object) -> bool {
        rule.filter.has_size() || object.size >= SMALLEST || (self.varies && class.is_archive())
    }
}

impl Rule {
    fn is_by_prefix(&self, key: &str) -> bool {
        let only = self.filter.tags.is_empty() && !self.filter.has_size();
        only && key.starts_with(self.filter.prefix())
    }
}
