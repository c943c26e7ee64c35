//! From what a client says to rules, with AWS's objections.

use super::rule::{
    Expiration, Lifecycle, Moment, Noncurrent, NoncurrentTransition, Rule, Transition,
};
use crate::errors::{invalid_argument, invalid_request, malformed_xml};
use crate::filter::{Filter, Said};
use crate::midnight;
use crate::shapes::{
    BucketLifecycleConfiguration, LifecycleExpiration, LifecycleRule, LifecycleRuleFilter,
    NoncurrentVersionTransition, Transition as SaidTransition,
};
use crate::storage_class::{self, Class};
use haneul_pipeline::AwsError;
use haneul_runtime::Random;
use jiff::Timestamp;
use std::collections::HashSet;

const RULES: usize = 1_000;
const ID_LENGTH: usize = 255;
const KEPT_VERSIONS: i64 = 100;
/// In the classes of infrequent access an object stays so long.
const LEAST_DAYS: i64 = 30;
const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

pub fn lifecycle(
    random: &Random,
    said: BucketLifecycleConfiguration,
    minimum: Option<&str>,
) -> Result<Lifecycle, AwsError> {
    if said.rules.is_empty() || said.rules.len() > RULES {
        return Err(malformed_xml());
    }
    let mut ids = HashSet::new();
    let mut rules = Vec::new();
    for said in said.rules {
        let rule = rule(random, said)?;
        if !ids.insert(rule.id.clone()) {
            return Err(invalid_argument(
                "Rule ID must be unique. Found same ID for more than one rule",
                "ID",
                &rule.id,
            ));
        }
        rules.push(rule);
    }
    Ok(Lifecycle {
        rules,
        varies: minimum == Some("varies_by_storage_class"),
    })
}

fn rule(random: &Random, said: LifecycleRule) -> Result<Rule, AwsError> {
    let id = match said.id.filter(|id| !id.is_empty()) {
        Some(id) => id,
        None => random.text(LETTERS, 48),
    };
    if id.len() > ID_LENGTH {
        return Err(invalid_argument(
            "ID length should not exceed allowed limit of 255",
            "ID",
            &id,
        ));
    }
    let old = said.prefix.is_some();
    let filter = match (said.prefix, said.filter) {
        (Some(prefix), None) => Filter {
            prefix: Some(prefix),
            ..Filter::default()
        },
        (None, Some(filter)) => read_filter(filter)?,
        _ => return Err(malformed_xml()),
    };
    let noncurrent = said.noncurrent_version_transitions.unwrap_or_default();
    let rule = Rule {
        id,
        enabled: said.status == "Enabled",
        old,
        transitions: transitions(said.transitions.unwrap_or_default())?,
        expiration: said.expiration.map(expiration).transpose()?,
        noncurrent_transitions: noncurrent_transitions(noncurrent)?,
        noncurrent_expiration: said
            .noncurrent_version_expiration
            .map(|said| {
                let (days, newer) = (said.noncurrent_days, said.newer_noncurrent_versions);
                noncurrent_of("NoncurrentVersionExpiration", days, newer, 1)
            })
            .transpose()?,
        abort_days: said
            .abort_incomplete_multipart_upload
            .map(|said| abort_days(said.days_after_initiation))
            .transpose()?,
        filter,
    };
    check(&rule)?;
    Ok(rule)
}

fn read_filter(said: LifecycleRuleFilter) -> Result<Filter, AwsError> {
    let alone = Said {
        prefix: said.prefix,
        tags: said.tag.into_iter().collect(),
        greater: said.object_size_greater_than,
        less: said.object_size_less_than,
    };
    let and = said.and.map(|and| Said {
        prefix: and.prefix,
        tags: and.tags.unwrap_or_default(),
        greater: and.object_size_greater_than,
        less: and.object_size_less_than,
    });
    let filter = Filter::read(alone, and)?;
    let wrong = |name: &str, value: i64| {
        let what = format!("'{name}' must be a nonnegative integer and within the size of objects");
        Err(invalid_argument(what, name, &value.to_string()))
    };
    match (filter.greater, filter.less) {
        (Some(greater), _) if greater < 0 => wrong("ObjectSizeGreaterThan", greater),
        (_, Some(less)) if less < 1 => wrong("ObjectSizeLessThan", less),
        (Some(greater), Some(less)) if less <= greater + 1 => Err(invalid_request(
            "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'",
        )),
        _ => Ok(filter),
    }
}

fn moment(
    what: &str,
    days: Option<i64>,
    date: Option<Timestamp>,
    least: i64,
) -> Result<Moment, AwsError> {
    match (days, date) {
        (Some(days), None) if days >= least => Ok(Moment::Days(days)),
        (Some(days), None) => Err(not_enough(what, "Days", days, least)),
        (None, Some(date)) if midnight::is_midnight(date) => Ok(Moment::Date(date)),
        (None, Some(date)) => Err(invalid_argument(
            "'Date' must be at midnight GMT",
            "Date",
            &date.to_string(),
        )),
        _ => Err(malformed_xml()),
    }
}

fn not_enough(what: &str, name: &str, days: i64, least: i64) -> AwsError {
    let kind = if least > 0 {
        "a positive integer"
    } else {
        "nonnegative"
    };
    let message = format!("'{name}' for {what} action must be {kind}");
    invalid_argument(message, name, &days.to_string())
}

fn expiration(said: LifecycleExpiration) -> Result<Expiration, AwsError> {
    match said.expired_object_delete_marker {
        Some(markers) if said.days.is_none() && said.date.is_none() => {
            Ok(Expiration::Markers(markers))
        }
        Some(_) => Err(malformed_xml()),
        None => moment("Expiration", said.days, said.date, 1).map(Expiration::At),
    }
}

fn class(said: Option<&str>) -> Result<Class, AwsError> {
    let class = storage_class::parse(said).map_err(|_| malformed_xml())?;
    class
        .filter(|class| *class != Class::ReducedRedundancy)
        .ok_or_else(malformed_xml)
}

fn transitions(said: Vec<SaidTransition>) -> Result<Vec<Transition>, AwsError> {
    let one = |said: SaidTransition| {
        Ok(Transition {
            when: moment("Transition", said.days, said.date, 0)?,
            class: class(said.storage_class.as_deref())?,
        })
    };
    said.into_iter().map(one).collect()
}

fn noncurrent_transitions(
    said: Vec<NoncurrentVersionTransition>,
) -> Result<Vec<NoncurrentTransition>, AwsError> {
    let what = "NoncurrentVersionTransition";
    let one = |said: NoncurrentVersionTransition| {
        let (days, newer) = (said.noncurrent_days, said.newer_noncurrent_versions);
        Ok(NoncurrentTransition {
            after: noncurrent_of(what, days, newer, 0)?,
            class: class(said.storage_class.as_deref())?,
        })
    };
    said.into_iter().map(one).collect()
}

fn noncurrent_of(
    what: &str,
    days: Option<i64>,
    newer: Option<i64>,
    least: i64,
) -> Result<Noncurrent, AwsError> {
    let days = days.ok_or_else(malformed_xml)?;
    if days < least {
        return Err(not_enough(what, "NoncurrentDays", days, least));
    }
    match newer {
        Some(newer) if !(1..=KEPT_VERSIONS).contains(&newer) => Err(invalid_argument(
            format!(
                "'NewerNoncurrentVersions' for {what} action must be between 1 and {KEPT_VERSIONS}"
            ),
            "NewerNoncurrentVersions",
            &newer.to_string(),
        )),
        newer => Ok(Noncurrent { days, newer }),
    }
}

fn abort_days(days: Option<i64>) -> Result<i64, AwsError> {
    let days = days.ok_or_else(malformed_xml)?;
    match days >= 1 {
        true => Ok(days),
        false => Err(not_enough(
            "AbortIncompleteMultipartUpload",
            "DaysAfterInitiation",
            days,
            1,
        )),
    }
}

/// What the parts of a rule say of each other.
fn check(rule: &Rule) -> Result<(), AwsError> {
    let nothing = rule.transitions.is_empty()
        && rule.expiration.is_none()
        && rule.noncurrent_transitions.is_empty()
        && rule.noncurrent_expiration.is_none()
        && rule.abort_days.is_none();
    if nothing {
        return Err(invalid_request(
            "At least one action needs to be specified in a rule",
        ));
    }
    let narrow = match (rule.filter.tags.is_empty(), rule.filter.has_size()) {
        (false, _) => Some("Tags"),
        (true, true) => Some("Object Size"),
        (true, false) => None,
    };
    let unfit = match rule.expiration {
        Some(Expiration::Markers(_)) => Some("ExpiredObjectDeleteMarker"),
        _ => rule.abort_days.map(|_| "AbortIncompleteMultipartUpload"),
    };
    if let (Some(narrow), Some(unfit)) = (narrow, unfit) {
        return Err(invalid_request(format!(
            "{unfit} cannot be specified with {narrow}."
        )));
    }
    let newer = rule.noncurrent_expiration.and_then(|after| after.newer);
    let newer = newer.or(rule
        .noncurrent_transitions
        .iter()
        .find_map(|t| t.after.newer));
    if rule.old && newer.is_some() {
        return Err(invalid_request(
            "NewerNoncurrentVersions is not supported for a rule without Filter.",
        ));
    }
    check_current(rule)?;
    check_noncurrent(rule)
}

fn check_current(rule: &Rule) -> Result<(), AwsError> {
    let place = format!("filter '{}'", shown(&rule.filter));
    let when = match rule.expiration {
        Some(Expiration::At(when)) => Some(when),
        _ => None,
    };
    let moments = || rule.transitions.iter().map(|t| t.when).chain(when);
    let by_date = |moment: Moment| matches!(moment, Moment::Date(_));
    if moments().any(by_date) && !moments().all(by_date) {
        return Err(invalid_request(format!(
            "Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule for {place}"
        )));
    }
    let days = |moment: Moment| match moment {
        Moment::Days(days) => days,
        Moment::Date(date) => midnight::day(date),
    };
    let name = if moments().any(by_date) {
        "Date"
    } else {
        "Days"
    };
    let steps: Vec<(i64, Class)> = rule
        .transitions
        .iter()
        .map(|t| (days(t.when), t.class))
        .collect();
    let least = if name == "Days" { LEAST_DAYS } else { i64::MIN };
    check_steps("Transition", name, &place, steps.clone(), least)?;
    let last = steps.iter().map(|(days, _)| *days).max();
    match (when.map(days), last) {
        (Some(end), Some(last)) if end <= last => Err(invalid_argument(
            format!(
                "'{name}' in the Expiration action for {place} must be greater than '{name}' in the Transition action"
            ),
            name,
            &end.to_string(),
        )),
        _ => Ok(()),
    }
}

fn check_noncurrent(rule: &Rule) -> Result<(), AwsError> {
    let place = format!("filter '{}'", shown(&rule.filter));
    let name = "NoncurrentDays";
    let steps: Vec<(i64, Class)> = rule
        .noncurrent_transitions
        .iter()
        .map(|t| (t.after.days, t.class))
        .collect();
    check_steps(
        "NoncurrentVersionTransition",
        name,
        &place,
        steps.clone(),
        LEAST_DAYS,
    )?;
    let last = steps.iter().map(|(days, _)| *days).max();
    match (rule.noncurrent_expiration, last) {
        (Some(end), Some(last)) if end.days <= last => Err(invalid_argument(
            format!(
                "'{name}' in the NoncurrentVersionExpiration action for {place} must be greater than '{name}' in the NoncurrentVersionTransition action"
            ),
            name,
            &end.days.to_string(),
        )),
        _ => Ok(()),
    }
}

/// Each class once, and each later than the warmer ones before it.
fn check_steps(
    what: &str,
    name: &str,
    place: &str,
    mut steps: Vec<(i64, Class)>,
    least: i64,
) -> Result<(), AwsError> {
    let is_rare = |class: Class| matches!(class, Class::StandardIa | Class::OnezoneIa);
    for (days, class) in &steps {
        if is_rare(*class) && *days < least {
            return Err(invalid_argument(
                format!(
                    "'{name}' in {what} action must be greater than or equal to {LEAST_DAYS} for storageClass '{}'",
                    class.name()
                ),
                name,
                &days.to_string(),
            ));
        }
    }
    steps.sort_by_key(|(_, class)| Class::step(Some(*class)));
    for pair in steps.windows(2) {
        let ((before, warm), (after, cold)) = (pair[0], pair[1]);
        if warm == cold {
            return Err(invalid_request(format!(
                "'StorageClass' must be different for '{what}' actions in same 'Rule' with {place}"
            )));
        }
        let apart = if is_rare(warm) && name != "Date" {
            LEAST_DAYS
        } else {
            1
        };
        if after - before < apart || Class::step(Some(warm)) == Class::step(Some(cold)) {
            return Err(invalid_argument(
                format!(
                    "'{name}' in the '{what}' action for StorageClass '{}' for {place} must be {apart} days more than '{name}' in the '{what}' action for StorageClass '{}'",
                    cold.name(),
                    warm.name()
                ),
                name,
                &after.to_string(),
            ));
        }
    }
    Ok(())
}

/// As AWS puts a filter into its messages.
fn shown(filter: &Filter) -> String {
    let prefix = filter
        .prefix
        .iter()
        .map(|prefix| format!("prefix={prefix}"));
    let tags = filter
        .tags
        .iter()
        .map(|(key, value)| format!("tag={key}={value}"));
    let greater = filter
        .greater
        .iter()
        .map(|n| format!("objectSizeGreaterThan={n}"));
    let less = filter
        .less
        .iter()
        .map(|n| format!("objectSizeLessThan={n}"));
    let parts: Vec<String> = prefix.chain(tags).chain(greater).chain(less).collect();
    format!("({})", parts.join(" and "))
}
