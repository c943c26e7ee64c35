//! Rules in the shapes AWS shows.

use super::rule::{Expiration, Moment, NoncurrentTransition, Rule, Transition};
use crate::filter::Filter;
use crate::shapes::{
    AbortIncompleteMultipartUpload, LifecycleExpiration, LifecycleRule, LifecycleRuleAndOperator,
    LifecycleRuleFilter, NoncurrentVersionExpiration, NoncurrentVersionTransition,
    Transition as Shown,
};
use jiff::Timestamp;

pub fn rule(rule: &Rule) -> LifecycleRule {
    let noncurrent = &rule.noncurrent_transitions;
    LifecycleRule {
        id: Some(rule.id.clone()),
        status: if rule.enabled { "Enabled" } else { "Disabled" }.to_owned(),
        prefix: rule.filter.prefix.clone().filter(|_| rule.old),
        filter: (!rule.old).then(|| filter(&rule.filter)),
        expiration: rule.expiration.map(expiration),
        transitions: some(rule.transitions.iter().map(transition).collect()),
        noncurrent_version_transitions: some(
            noncurrent.iter().map(noncurrent_transition).collect(),
        ),
        noncurrent_version_expiration: rule.noncurrent_expiration.map(|after| {
            NoncurrentVersionExpiration {
                noncurrent_days: Some(after.days),
                newer_noncurrent_versions: after.newer,
            }
        }),
        abort_incomplete_multipart_upload: rule.abort_days.map(|days| {
            AbortIncompleteMultipartUpload {
                days_after_initiation: Some(days),
            }
        }),
    }
}

fn some<T>(list: Vec<T>) -> Option<Vec<T>> {
    (!list.is_empty()).then_some(list)
}

fn filter(filter: &Filter) -> LifecycleRuleFilter {
    let (alone, and) = filter.shown();
    LifecycleRuleFilter {
        prefix: alone.prefix,
        tag: alone.tags.into_iter().next(),
        object_size_greater_than: alone.greater,
        object_size_less_than: alone.less,
        and: and.map(|and| LifecycleRuleAndOperator {
            prefix: and.prefix,
            tags: some(and.tags),
            object_size_greater_than: and.greater,
            object_size_less_than: and.less,
        }),
    }
}

fn parts(moment: Moment) -> (Option<i64>, Option<Timestamp>) {
    match moment {
        Moment::Days(days) => (Some(days), None),
        Moment::Date(date) => (None, Some(date)),
    }
}

fn expiration(expiration: Expiration) -> LifecycleExpiration {
    match expiration {
        Expiration::At(when) => {
            let (days, date) = parts(when);
            LifecycleExpiration {
                days,
                date,
                expired_object_delete_marker: None,
            }
        }
        Expiration::Markers(markers) => LifecycleExpiration {
            expired_object_delete_marker: Some(markers),
            ..LifecycleExpiration::default()
        },
    }
}

fn transition(transition: &Transition) -> Shown {
    let (days, date) = parts(transition.when);
    Shown {
        days,
        date,
        storage_class: Some(transition.class.name().to_owned()),
    }
}

fn noncurrent_transition(transition: &NoncurrentTransition) -> NoncurrentVersionTransition {
    NoncurrentVersionTransition {
        noncurrent_days: Some(transition.after.days),
        newer_noncurrent_versions: transition.after.newer,
        storage_class: Some(transition.class.name().to_owned()),
    }
}
