//! Criteria that findings are told apart by: in archive rules and in lists.

use crate::{errors, shapes};
use haneul_pipeline::AwsError;
use serde::{Deserialize, Serialize};

/// All of its criteria must hold.
pub type Filter = Vec<(String, Criterion)>;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    pub eq: Vec<String>,
    pub neq: Vec<String>,
    pub contains: Vec<String>,
    pub exists: Option<bool>,
}

/// What a filter asks: the values something has under a key.
pub trait Subject {
    fn values(&self, key: &str) -> Vec<String>;
}

const KEYS: &[&str] = &[
    "error",
    "findingType",
    "isPublic",
    "resource",
    "resourceOwnerAccount",
    "resourceType",
];
const MOST_VALUES: usize = 20;

/// `status` is for lists alone: a rule is what gives it.
pub fn read(given: Vec<(String, shapes::Criterion)>, lists: bool) -> Result<Filter, AwsError> {
    if given.is_empty() && !lists {
        return Err(errors::invalid(
            "The filter must have at least one criterion",
        ));
    }
    read_by(given, |key| is_key(key, lists))
}

/// What findings of a preview are told apart by.
pub fn read_of_preview(given: Vec<(String, shapes::Criterion)>) -> Result<Filter, AwsError> {
    read_by(given, |key| {
        is_key(key, true)
            || matches!(
                key,
                "changeType" | "existingFindingId" | "existingFindingStatus"
            )
    })
}

fn read_by(
    given: Vec<(String, shapes::Criterion)>,
    is_key: impl Fn(&str) -> bool,
) -> Result<Filter, AwsError> {
    let mut filter = Filter::new();
    for (key, given) in given {
        if !is_key(&key) {
            return Err(errors::invalid(format!("Invalid filter key: {key}")));
        }
        filter.push((key, criterion(given)?));
    }
    filter.sort_by(|(a, _), (b, _)| a.cmp(b));
    Ok(filter)
}

fn is_key(key: &str, lists: bool) -> bool {
    let own = KEYS.contains(&key) || (lists && matches!(key, "status" | "id"));
    let condition = key.strip_prefix("condition.");
    let principal = key.strip_prefix("principal.");
    own || condition.is_some_and(|key| key.contains(':'))
        || principal.is_some_and(|kind| matches!(kind, "AWS" | "Federated" | "CanonicalUser"))
}

fn criterion(given: shapes::Criterion) -> Result<Criterion, AwsError> {
    let criterion = Criterion {
        eq: given.eq.unwrap_or_default(),
        neq: given.neq.unwrap_or_default(),
        contains: given.contains.unwrap_or_default(),
        exists: given.exists,
    };
    let lists = [&criterion.eq, &criterion.neq, &criterion.contains];
    if criterion.exists.is_none() && lists.iter().all(|list| list.is_empty()) {
        return Err(errors::invalid("A criterion must have an operator"));
    }
    match lists.iter().all(|list| list.len() <= MOST_VALUES) {
        true => Ok(criterion),
        false => Err(errors::invalid("A criterion can have at most 20 values")),
    }
}

pub fn fits(filter: &Filter, subject: &impl Subject) -> bool {
    filter.iter().all(|(key, criterion)| {
        let values = subject.values(key);
        let among = |list: &[String]| values.iter().any(|value| list.contains(value));
        let holds = |part: &String| values.iter().any(|value| value.contains(part.as_str()));
        (criterion.eq.is_empty() || among(&criterion.eq))
            && (criterion.neq.is_empty() || !among(&criterion.neq))
            && (criterion.contains.is_empty() || criterion.contains.iter().any(holds))
            && criterion
                .exists
                .is_none_or(|wanted| wanted != values.is_empty())
    })
}

pub fn shown(filter: &Filter) -> Vec<(String, shapes::Criterion)> {
    let given = |list: &Vec<String>| (!list.is_empty()).then(|| list.clone());
    let show = |(key, criterion): &(String, Criterion)| {
        let shown = shapes::Criterion {
            eq: given(&criterion.eq),
            neq: given(&criterion.neq),
            contains: given(&criterion.contains),
            exists: criterion.exists,
        };
        (key.clone(), shown)
    };
    filter.iter().map(show).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Public;

    impl Subject for Public {
        fn values(&self, key: &str) -> Vec<String> {
            match key {
                "isPublic" => vec!["true".to_owned()],
                "resource" => vec!["arn:aws:s3:::photos".to_owned()],
                _ => Vec::new(),
            }
        }
    }

    fn one(key: &str, criterion: shapes::Criterion) -> Result<Filter, AwsError> {
        read(vec![(key.to_owned(), criterion)], false)
    }

    fn list(text: &str) -> Option<Vec<String>> {
        Some(vec![text.to_owned()])
    }

    #[test]
    fn iaa_1_what_criteria_ask() {
        let eq = |key, text| {
            let eq = list(text);
            one(
                key,
                shapes::Criterion {
                    eq,
                    ..shapes::Criterion::default()
                },
            )
        };
        assert!(fits(&eq("isPublic", "true").unwrap(), &Public));
        assert!(!fits(&eq("isPublic", "false").unwrap(), &Public));
        let neq = shapes::Criterion {
            neq: list("x"),
            ..shapes::Criterion::default()
        };
        assert!(fits(&one("principal.AWS", neq).unwrap(), &Public));
        let contains = shapes::Criterion {
            contains: list("photo"),
            ..shapes::Criterion::default()
        };
        assert!(fits(&one("resource", contains).unwrap(), &Public));
        for (exists, expected) in [(true, false), (false, true)] {
            let exists = shapes::Criterion {
                exists: Some(exists),
                ..shapes::Criterion::default()
            };
            let filter = one("condition.aws:SourceArn", exists).unwrap();
            assert_eq!(fits(&filter, &Public), expected);
        }
    }

    #[test]
    fn what_is_no_criterion_is_refused() {
        let whole = shapes::Criterion {
            eq: list("x"),
            ..shapes::Criterion::default()
        };
        for key in ["status", "colour", "principal.Nobody", ""] {
            assert!(one(key, whole.clone()).is_err(), "{key}");
        }
        assert!(one("resource", shapes::Criterion::default()).is_err());
        assert!(read(Vec::new(), false).is_err());
        assert!(read(vec![("status".to_owned(), whole)], true).is_ok());
    }
}
