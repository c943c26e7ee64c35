//! Query: the items of one partition key, in the order of their sort keys.

use crate::errors;
use crate::read::asked::{answered, given};
use crate::read::rule::Sought;
use crate::read::source::Source;
use crate::read::start::Start;
use crate::shapes::{Condition as GivenCondition, QueryInput, QueryOutput};
use crate::table::row::Keys;
use crate::wire::Attribute;
use haneul_expression::legacy::{self, Comparison};
use haneul_expression::{Condition, Error, KeyCondition, Placeholders, RangeRule, Value, Which};
use haneul_pipeline::{AwsError, Cx};
use std::collections::BTreeMap;

pub fn run(cx: &mut Cx, input: QueryInput) -> Result<QueryOutput, AwsError> {
    let keys = (input.key_condition_expression, input.key_conditions);
    let reverse = !input.scan_index_forward.unwrap_or(true);
    let mut asked = given!(input, "QueryFilter", query_filter).read(Some(keys))?;
    let source = asked.source(cx)?;
    let key = asked.key.take().unwrap_or_default();
    let sought = sought(&source, &key)?;
    check_filter(&source, asked.filter.as_ref(), asked.filter_is_expression)?;
    let choice = asked.choice(&source)?;
    let mut span = sought.span(&source);
    if let Some(start) = &asked.start {
        let start = Start::of(&source, start)?;
        check_start(&start, &sought)?;
        span = start.narrow(span, reverse);
    }
    let of_table = source.index().is_none();
    let hash = of_table.then(|| sought.hash());
    let answer = asked.answer(cx, &source, &choice, (span, reverse, hash))?;
    answered!(QueryOutput, answer)
}

pub fn comparisons(
    given: Vec<(String, GivenCondition)>,
) -> Result<BTreeMap<String, Comparison>, AwsError> {
    let mut all = BTreeMap::new();
    for (name, one) in given {
        let list = one.attribute_value_list.unwrap_or_default();
        let list: Result<Vec<Value>, AwsError> = list.into_iter().map(Attribute::get).collect();
        let comparison = Comparison {
            operator: one.comparison_operator,
            list: list?,
        };
        all.insert(name, comparison);
    }
    Ok(all)
}

pub fn filter(
    text: Option<&str>,
    given: Option<Vec<(String, GivenCondition)>>,
    operator: Option<&str>,
    placeholders: &mut Placeholders,
) -> Result<Option<Condition>, AwsError> {
    let filter = match (text, given) {
        (Some(text), _) => Condition::parse(text, placeholders, Which::FilterExpression),
        (None, Some(given)) if !given.is_empty() => legacy::filter(&comparisons(given)?, operator),
        _ => return Ok(None),
    };
    filter.map(Some).map_err(errors::expression)
}

/// The keys that are asked for, of the kinds that the schema has.
fn sought(source: &Source, key: &KeyCondition) -> Result<Sought, AwsError> {
    let keys = source.keys();
    let (hashes, rules) = resolve(keys, key).map_err(errors::expression)?;
    Sought::new(keys, &hashes, &rules)
}

/// Values of the partition key, and rules for the sort key from the left.
pub fn resolve(keys: &Keys, key: &KeyCondition) -> Result<(Vec<Value>, Vec<RangeRule>), Error> {
    match keys.are_several() {
        true => {
            let hashes: Vec<&str> = keys.hashes().map(|key| key.name.as_str()).collect();
            let ranges: Vec<&str> = keys.ranges().map(|key| key.name.as_str()).collect();
            key.resolve_several(&hashes, &ranges)
        }
        false => {
            let range = keys.range.as_ref().map(|range| range.name.as_str());
            let found = key.resolve(&keys.hash.name, range);
            found.map(|(hash, rule)| (vec![hash], rule.into_iter().collect()))
        }
    }
}

/// The keys of what is read are no matter of the filter.
fn check_filter(
    source: &Source,
    filter: Option<&Condition>,
    is_expression: bool,
) -> Result<(), AwsError> {
    let mut paths = filter.into_iter().flat_map(Condition::paths);
    match paths.find(|path| source.keys().has(path.root())) {
        Some(path) => Err(errors::validation(format!(
            "{} can only contain non-primary key attributes: Primary key attribute: {}",
            match is_expression {
                true => "Filter Expression",
                false => "QueryFilter",
            },
            path.root()
        ))),
        None => Ok(()),
    }
}

fn check_start(start: &Start, sought: &Sought) -> Result<(), AwsError> {
    if !sought.is_about(&start.partition) {
        return Err(errors::validation(
            "The provided starting key is outside query boundaries based on provided conditions",
        ));
    }
    match sought.fits(&start.sort) {
        true => Ok(()),
        false => Err(errors::validation(
            "The provided starting key does not match the range key predicate",
        )),
    }
}
