//! Query: the items of one partition key, in the order of their sort keys.

use crate::errors;
use crate::item::capacity::{self, Consistency};
use crate::item::expressions::{self, Stand};
use crate::item::key::Primary;
use crate::read::choice::{self, Choice};
use crate::read::page::{self, Asked};
use crate::read::rule;
use crate::read::source::Source;
use crate::read::start::Start;
use crate::shapes::{Condition as GivenCondition, QueryInput, QueryOutput};
use crate::wire::Attribute;
use haneul_expression::legacy::{self, Comparison};
use haneul_expression::{Condition, KeyCondition, Placeholders, RangeRule, Value, Which};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;
use std::collections::BTreeMap;

pub fn run(cx: &mut Cx, input: QueryInput) -> Result<QueryOutput, AwsError> {
    let old = [
        ("AttributesToGet", input.attributes_to_get.is_some()),
        ("QueryFilter", input.query_filter.is_some()),
        ("ConditionalOperator", input.conditional_operator.is_some()),
        ("KeyConditions", input.key_conditions.is_some()),
    ];
    let new = [
        (
            "ProjectionExpression",
            input.projection_expression.is_some(),
        ),
        ("FilterExpression", input.filter_expression.is_some()),
        (
            "KeyConditionExpression",
            input.key_condition_expression.is_some(),
        ),
    ];
    expressions::check_mixed(&old, &new)?;
    let by = projected_by(
        input.projection_expression.is_some(),
        input.attributes_to_get.is_some(),
    );
    choice::check(input.select.as_deref(), input.index_name.is_some(), by)?;
    let start = input.exclusive_start_key.map(|key| key.get()).transpose()?;
    let (names, values) = (
        input.expression_attribute_names,
        input.expression_attribute_values,
    );
    let stand = Stand::new(names, values, &new, &new[1..])?;
    let mut placeholders = stand.placeholders();
    let projection = expressions::projection(
        input.projection_expression.as_deref(),
        input.attributes_to_get.as_deref(),
        &mut placeholders,
    )?;
    let filter = filter(
        input.filter_expression.as_deref(),
        input.query_filter,
        input.conditional_operator.as_deref(),
        &mut placeholders,
    )?;
    let key = match (
        input.key_condition_expression.as_deref(),
        input.key_conditions,
    ) {
        (Some(text), _) => KeyCondition::parse(text, &mut placeholders),
        (None, Some(conditions)) => legacy::key_conditions(&comparisons(conditions)?),
        (None, None) => {
            return Err(errors::validation(
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in \
                 the request.",
            ));
        }
    };
    let key = key.map_err(errors::expression)?;
    placeholders.check_all_used().map_err(errors::expression)?;
    let source = Source::open(cx, &input.table_name, input.index_name.as_deref())?;
    source.check_consistency(input.consistent_read)?;
    let (hash, range) = resolve(&source, &key)?;
    check_filter(&source, filter.as_ref(), input.filter_expression.is_some())?;
    let choice = Choice::of(&source, input.select.as_deref(), projection, filter)?;
    let reverse = !input.scan_index_forward.unwrap_or(true);
    let mut span = span(&source, &hash, range.as_ref());
    if let Some(start) = start {
        let start = Start::of(&source, &start)?;
        check_start(&start, &hash, range.as_ref())?;
        span = start.narrow(span, reverse);
    }
    let asked = Asked {
        span,
        reverse,
        limit: input.limit.map(|limit| limit as usize),
        consistency: Consistency::of(input.consistent_read),
        hash: source
            .index()
            .is_none()
            .then(|| Primary::new(&hash, None).hash),
    };
    let page = page::read(cx, &source, &choice, asked)?;
    let (asked, table) = (
        input.return_consumed_capacity.as_deref(),
        &source.found.table,
    );
    Ok(QueryOutput {
        consumed_capacity: capacity::show(asked, &input.table_name, table, &page.spent, None),
        items: choice.shows.then_some(page.items),
        count: Some(page.count),
        scanned_count: Some(page.scanned),
        last_evaluated_key: page.last.map(Into::into),
    })
}

/// Which parameter says what is given back.
pub fn projected_by(expression: bool, attributes: bool) -> Option<&'static str> {
    match (expression, attributes) {
        (true, _) => Some("ProjectionExpression"),
        (false, true) => Some("AttributesToGet"),
        (false, false) => None,
    }
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
pub fn resolve(
    source: &Source,
    key: &KeyCondition,
) -> Result<(Value, Option<RangeRule>), AwsError> {
    let keys = source.keys();
    let range = keys.range.as_ref().map(|range| range.name.as_str());
    let (hash, rule) = key
        .resolve(&keys.hash.name, range)
        .map_err(errors::expression)?;
    rule::check(keys, &hash, rule.as_ref())?;
    Ok((hash, rule))
}

pub fn span(source: &Source, hash: &Value, rule: Option<&RangeRule>) -> Span {
    let primary = Primary::new(hash, None);
    let (hash, partition) = (primary.hash, primary.partition.as_slice());
    let table = source.found.table.id;
    match source.index() {
        Some(index) => rule::span(((table, index.number), hash, partition), rule),
        None => rule::span((table, hash, partition), rule),
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

fn check_start(start: &Start, hash: &Value, rule: Option<&RangeRule>) -> Result<(), AwsError> {
    let partition = crate::item::key::bytes(hash);
    let inside =
        start.partition == partition && rule.is_none_or(|rule| rule::fits(rule, &start.sort));
    match inside {
        true => Ok(()),
        false if start.partition != partition => Err(errors::validation(
            "The provided starting key is outside query boundaries based on provided conditions",
        )),
        false => Err(errors::validation(
            "The provided starting key does not match the range key predicate",
        )),
    }
}
