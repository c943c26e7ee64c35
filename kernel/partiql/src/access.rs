//! Which keys a condition asks for: one item, a range of a partition, or everything.

use haneul_expression::{Compare, Condition, Error, Operand, Path, RangeRule, Test, Value};
use std::cmp::Ordering;

/// How to find what a selection asks for.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    /// Values of the partition key, each once and in their order; none if every item has to be looked at.
    pub hashes: Option<Vec<Value>>,
    /// Only of a single value of the partition key, or the same for each.
    pub range: Option<RangeRule>,
    /// What remains to be asked of each item.
    pub filter: Option<Condition>,
    /// Whether the partition key is asked for beside all else, and not in branches of an `OR`.
    pub keyed: bool,
}

/// The key of one item.
#[derive(Clone, Debug, PartialEq)]
pub struct ExactKey {
    pub hash: Value,
    pub range: Option<Value>,
    /// What else the item must be like.
    pub condition: Option<Condition>,
}

/// For a table or an index with these keys.
pub fn access(condition: Option<&Test>, hash: &str, range: Option<&str>) -> Access {
    let mut terms = Vec::new();
    condition
        .into_iter()
        .for_each(|test| flatten(test, &mut terms));
    let found = terms.iter().position(|test| values(test, hash).is_some());
    let hashes = found
        .map(|at| terms.remove(at))
        .and_then(|test| values(test, hash));
    let keyed = hashes.is_some();
    let hashes = hashes.or_else(|| terms.iter().find_map(|test| branches(test, hash)));
    let rule = match (range, keyed) {
        (Some(range), true) => take_rule(&mut terms, range),
        _ => None,
    };
    Access {
        hashes: hashes.map(unique),
        range: rule,
        filter: together(&terms),
        keyed,
    }
}

/// The same for an index whose keys are several attributes each: found by one value of each attribute
/// of the partition key, and by rules for those of the sort key from the left.
pub fn access_several(
    condition: Option<&Test>,
    hashes: &[&str],
    ranges: &[&str],
) -> (Option<Vec<Value>>, Vec<RangeRule>, Option<Condition>) {
    let mut terms = Vec::new();
    condition
        .into_iter()
        .for_each(|test| flatten(test, &mut terms));
    let all = together(&terms);
    let mut take = |name: &&str| {
        let at = terms.iter().position(|test| equal(test, name).is_some())?;
        equal(terms.remove(at), name).cloned()
    };
    let Some(values) = hashes.iter().map(&mut take).collect() else {
        return (None, Vec::new(), all);
    };
    let mut rules = Vec::new();
    for range in ranges {
        let Some(rule) = take_rule(&mut terms, range) else {
            break;
        };
        let goes_on = matches!(rule, RangeRule::Eq(_));
        rules.push(rule);
        if !goes_on {
            break;
        }
    }
    (Some(values), rules, together(&terms))
}

/// Equalities on all of the key, which writes and single reads must have.
pub fn exact_key(
    condition: Option<&Test>,
    hash: &str,
    range: Option<&str>,
) -> Result<ExactKey, Error> {
    let mut terms = Vec::new();
    condition
        .into_iter()
        .for_each(|test| flatten(test, &mut terms));
    let mut take = |name: &str| {
        let found = terms.iter().position(|test| equal(test, name).is_some());
        let value = found.and_then(|at| equal(terms.remove(at), name));
        value.cloned().ok_or_else(|| {
            Error::validation(
                "Where clause does not contain a mandatory equality on all key attributes",
            )
        })
    };
    let hash = take(hash)?;
    let range = range.map(take).transpose()?;
    Ok(ExactKey {
        hash,
        range,
        condition: together(&terms),
    })
}

/// Refuses a write that asks for two values of one key. ([`exact_key`] takes the first, as `EXISTS`
/// does.)
pub fn check_single(
    condition: Option<&Test>,
    hash: &str,
    range: Option<&str>,
) -> Result<(), Error> {
    let mut terms = Vec::new();
    condition
        .into_iter()
        .for_each(|test| flatten(test, &mut terms));
    for key in [Some(hash), range].into_iter().flatten() {
        let mut asked = terms.iter().filter_map(|test| equal(test, key));
        let first = asked.next();
        if asked.any(|other| Some(other) != first) {
            return Err(Error::validation(format!(
                "Multiple conditions on same key {key}. Only single item Update/Insert/Delete are \
                 supported"
            )));
        }
    }
    Ok(())
}

fn flatten<'t>(test: &'t Test, terms: &mut Vec<&'t Test>) {
    match test {
        Test::And(tests) => tests.iter().for_each(|test| flatten(test, terms)),
        other => terms.push(other),
    }
}

fn together(terms: &[&Test]) -> Option<Condition> {
    match terms {
        [] => None,
        [only] => Some(Condition::new((*only).clone())),
        several => {
            let tests = several.iter().map(|test| (*test).clone()).collect();
            Some(Condition::new(Test::And(tests)))
        }
    }
}

fn is(path: &Path, name: &str) -> bool {
    path.is_attribute() && path.root() == name
}

/// The attribute, how it is compared and with what, wherever it stands.
fn comparison<'t>(test: &'t Test, name: &str) -> Option<(Compare, &'t Value)> {
    match test {
        Test::Compare(how, Operand::Path(path), Operand::Value(value)) if is(path, name) => {
            Some((*how, value))
        }
        Test::Compare(how, Operand::Value(value), Operand::Path(path)) if is(path, name) => {
            Some((how.turned(), value))
        }
        _ => None,
    }
}

fn equal<'t>(test: &'t Test, name: &str) -> Option<&'t Value> {
    match comparison(test, name)? {
        (Compare::Equal, value) => Some(value),
        _ => None,
    }
}

/// The values of the attribute that `=` or `IN` asks for.
pub(crate) fn values<'t>(test: &'t Test, name: &str) -> Option<Vec<&'t Value>> {
    match test {
        Test::In(Operand::Path(path), list) if is(path, name) => {
            let values = list.iter().map(|operand| match operand {
                Operand::Value(value) => Some(value),
                _ => None,
            });
            values.collect()
        }
        other => equal(other, name).map(|value| vec![value]),
    }
}

/// The same if each branch of an `OR` asks for some.
fn branches<'t>(test: &'t Test, name: &str) -> Option<Vec<&'t Value>> {
    let Test::Or(tests) = test else {
        return None;
    };
    let mut all = Vec::new();
    for test in tests {
        let mut terms = Vec::new();
        flatten(test, &mut terms);
        let of = |term: &'t Test| values(term, name).or_else(|| branches(term, name));
        all.extend(terms.into_iter().find_map(of)?);
    }
    Some(all)
}

fn unique(values: Vec<&Value>) -> Vec<Value> {
    let mut out: Vec<Value> = Vec::new();
    for value in values {
        if !out.contains(value) {
            out.push(value.clone());
        }
    }
    out.sort_by(|one, two| one.compare(two).unwrap_or(Ordering::Equal));
    out
}

fn take_rule(terms: &mut Vec<&Test>, name: &str) -> Option<RangeRule> {
    let at = terms.iter().position(|test| rule(test, name).is_some())?;
    rule(terms.remove(at), name)
}

pub(crate) fn rule(test: &Test, name: &str) -> Option<RangeRule> {
    match test {
        Test::Between(Operand::Path(path), Operand::Value(lower), Operand::Value(upper))
            if is(path, name) =>
        {
            Some(RangeRule::Between(lower.clone(), upper.clone()))
        }
        Test::BeginsWith(Operand::Path(path), Operand::Value(start)) if is(path, name) => {
            Some(RangeRule::BeginsWith(start.clone()))
        }
        other => {
            let (how, value) = comparison(other, name)?;
            let value = value.clone();
            Some(match how {
                Compare::Equal => RangeRule::Eq(value),
                Compare::Less => RangeRule::Lt(value),
                Compare::LessOrEqual => RangeRule::Le(value),
                Compare::Greater => RangeRule::Gt(value),
                Compare::GreaterOrEqual => RangeRule::Ge(value),
                Compare::NotEqual => return None,
            })
        }
    }
}
