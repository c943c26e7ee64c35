//! What Query and Scan have in common: what they are asked for, read and answered.

use crate::errors;
use crate::item::capacity::{self, Consistency};
use crate::item::expressions::{self, Stand};
use crate::read::choice::{self, Choice};
use crate::read::page::{self, Range};
use crate::read::query;
use crate::read::source::Source;
use crate::shapes::{Condition as GivenCondition, ConsumedCapacity};
use crate::wire::Attributes;
use haneul_expression::legacy;
use haneul_expression::{Condition, Item, KeyCondition, Placeholders, Projection};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

type Conditions = Vec<(String, GivenCondition)>;

/// Parameters as they were given.
pub struct Given {
    pub table_name: String,
    pub index_name: Option<String>,
    pub select: Option<String>,
    pub projection: Option<String>,
    pub attributes: Option<Vec<String>>,
    pub filter: Option<String>,
    /// What the filter has replaced, and how it is called.
    pub old_filter: (&'static str, Option<Conditions>),
    pub operator: Option<String>,
    pub names: Option<Vec<(String, String)>>,
    pub values: Option<Attributes>,
    pub start: Option<Attributes>,
    pub consistent: Option<bool>,
    pub limit: Option<i64>,
    pub capacity: Option<String>,
}

macro_rules! given {
    ($input:expr, $name:literal, $filter:ident) => {
        crate::read::asked::Given {
            table_name: $input.table_name,
            index_name: $input.index_name,
            select: $input.select,
            projection: $input.projection_expression,
            attributes: $input.attributes_to_get,
            filter: $input.filter_expression,
            old_filter: ($name, $input.$filter),
            operator: $input.conditional_operator,
            names: $input.expression_attribute_names,
            values: $input.expression_attribute_values,
            start: $input.exclusive_start_key,
            consistent: $input.consistent_read,
            limit: $input.limit,
            capacity: $input.return_consumed_capacity,
        }
    };
}

pub(super) use given;

/// Which keys a query is about: as an expression, or as that has replaced it.
pub type Keys = (Option<String>, Option<Conditions>);

/// Parameters as they were understood.
pub struct Asked {
    given: Rest,
    pub start: Option<Item>,
    projection: Option<Projection>,
    pub filter: Option<Condition>,
    pub filter_is_expression: bool,
    /// Of a query.
    pub key: Option<KeyCondition>,
}

struct Rest {
    table_name: String,
    index_name: Option<String>,
    select: Option<String>,
    consistent: Option<bool>,
    limit: Option<i64>,
    capacity: Option<String>,
}

pub struct Answer {
    pub consumed_capacity: Option<ConsumedCapacity>,
    pub items: Option<Vec<Attributes>>,
    pub count: Option<i64>,
    pub scanned_count: Option<i64>,
    pub last_evaluated_key: Option<Attributes>,
}

impl Given {
    pub fn read(self, keys: Option<Keys>) -> Result<Asked, AwsError> {
        let (filter_name, old_filter) = self.old_filter;
        let mut old = vec![
            ("AttributesToGet", self.attributes.is_some()),
            (filter_name, old_filter.is_some()),
            ("ConditionalOperator", self.operator.is_some()),
        ];
        let mut new = vec![
            ("ProjectionExpression", self.projection.is_some()),
            ("FilterExpression", self.filter.is_some()),
        ];
        if let Some((text, conditions)) = &keys {
            old.push(("KeyConditions", conditions.is_some()));
            new.push(("KeyConditionExpression", text.is_some()));
        }
        expressions::check_mixed(&old, &new)?;
        let by = match (&self.projection, &self.attributes) {
            (Some(_), _) => Some("ProjectionExpression"),
            (None, Some(_)) => Some("AttributesToGet"),
            (None, None) => None,
        };
        choice::check(self.select.as_deref(), self.index_name.is_some(), by)?;
        let start = self.start.map(|key| key.get()).transpose()?;
        let stand = Stand::new(self.names, self.values, &new, &new[1..])?;
        let mut placeholders = stand.placeholders();
        let projection = expressions::projection(
            self.projection.as_deref(),
            self.attributes.as_deref(),
            &mut placeholders,
        )?;
        let filter = query::filter(
            self.filter.as_deref(),
            old_filter,
            self.operator.as_deref(),
            &mut placeholders,
        )?;
        let key = keys.map(|keys| key(keys, &mut placeholders)).transpose()?;
        placeholders.check_all_used().map_err(errors::expression)?;
        Ok(Asked {
            start,
            projection,
            filter_is_expression: self.filter.is_some(),
            filter,
            key,
            given: Rest {
                table_name: self.table_name,
                index_name: self.index_name,
                select: self.select,
                consistent: self.consistent,
                limit: self.limit,
                capacity: self.capacity,
            },
        })
    }
}

fn key((text, old): Keys, placeholders: &mut Placeholders) -> Result<KeyCondition, AwsError> {
    let key = match (text, old) {
        (Some(text), _) => KeyCondition::parse(&text, placeholders),
        (None, Some(conditions)) => legacy::key_conditions(&query::comparisons(conditions)?),
        (None, None) => {
            return Err(errors::validation(
                "Either the KeyConditions or KeyConditionExpression parameter must be specified in \
                 the request.",
            ));
        }
    };
    key.map_err(errors::expression)
}

impl Asked {
    pub fn source(&self, cx: &mut Cx) -> Result<Source, AwsError> {
        let given = &self.given;
        let source = Source::open(cx, &given.table_name, given.index_name.as_deref())?;
        source.check_consistency(given.consistent)?;
        Ok(source)
    }

    pub fn choice(&mut self, source: &Source) -> Result<Choice, AwsError> {
        let (projection, filter) = (self.projection.take(), self.filter.take());
        Choice::of(source, self.given.select.as_deref(), projection, filter)
    }

    /// `hash`: of the partition key, where it is about one of a table.
    pub fn answer(
        &self,
        cx: &mut Cx,
        source: &Source,
        choice: &Choice,
        (span, reverse, hash): (Span, bool, Option<u64>),
    ) -> Result<Answer, AwsError> {
        let given = &self.given;
        let range = Range {
            span,
            reverse,
            limit: given.limit.map(|limit| limit as usize),
            consistency: Consistency::of(given.consistent),
            hash,
        };
        let page = page::read(cx, source, choice, range)?;
        let (asked, table) = (given.capacity.as_deref(), &source.found.table);
        Ok(Answer {
            consumed_capacity: capacity::show(asked, &given.table_name, table, &page.spent, None),
            items: choice.shows.then_some(page.items),
            count: Some(page.count),
            scanned_count: Some(page.scanned),
            last_evaluated_key: page.last.map(Into::into),
        })
    }
}

/// An answer in the shape of an operation.
macro_rules! answered {
    ($shape:ident, $answer:expr) => {{
        let answer = $answer;
        Ok($shape {
            consumed_capacity: answer.consumed_capacity,
            items: answer.items,
            count: answer.count,
            scanned_count: answer.scanned_count,
            last_evaluated_key: answer.last_evaluated_key,
        })
    }};
}

pub(super) use answered;
