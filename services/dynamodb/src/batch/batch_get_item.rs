//! BatchGetItem: up to a hundred items by their keys, and 16 MB of them; the rest is for a next call.

use crate::errors;
use crate::item::capacity::{self, Consistency, Side, Spent};
use crate::item::expressions::{self, Stand};
use crate::item::key::{self, Primary};
use crate::item::open;
use crate::item::row::{ITEMS, Packed};
use crate::item::stale;
use crate::item::throttle::{self, Kind};
use crate::shapes::{BatchGetItemInput, BatchGetItemOutput, ConsumedCapacity, KeysAndAttributes};
use crate::table::Found;
use crate::wire::Attributes;
use haneul_expression::{Item, Projection};
use haneul_pipeline::{AwsError, Cx};
use std::collections::HashSet;

const MOST_KEYS: usize = 100;
const MOST_BYTES: usize = 16 << 20;

/// What is asked of one table.
struct Part {
    name: String,
    found: Found,
    keys: Vec<(Item, Primary)>,
    projection: Option<Projection>,
    consistency: Consistency,
    asked: KeysAndAttributes,
}

#[derive(Default)]
struct Answer {
    responses: Vec<(String, Vec<Attributes>)>,
    unprocessed: Vec<(String, KeysAndAttributes)>,
    capacity: Vec<ConsumedCapacity>,
    bytes: usize,
    done: usize,
    /// Why what is left was not read.
    refusal: Option<AwsError>,
}

pub fn run(cx: &mut Cx, input: BatchGetItemInput) -> Result<BatchGetItemOutput, AwsError> {
    let count: usize = input
        .request_items
        .iter()
        .map(|(_, asked)| asked.keys.len())
        .sum();
    if count > MOST_KEYS {
        return Err(errors::validation(
            "Too many items requested for the BatchGetItem call",
        ));
    }
    let mut parts = Vec::with_capacity(input.request_items.len());
    for (name, asked) in input.request_items {
        parts.push(part(cx, name, asked)?);
    }
    let mut answer = Answer::default();
    for part in parts {
        read(
            cx,
            part,
            input.return_consumed_capacity.as_deref(),
            &mut answer,
        )?;
    }
    if let (0, Some(refusal)) = (answer.done, answer.refusal) {
        return Err(refusal);
    }
    Ok(BatchGetItemOutput {
        responses: Some(answer.responses),
        unprocessed_keys: Some(answer.unprocessed),
        consumed_capacity: (!answer.capacity.is_empty()).then_some(answer.capacity),
    })
}

fn part(cx: &mut Cx, name: String, mut asked: KeysAndAttributes) -> Result<Part, AwsError> {
    let old = [("AttributesToGet", asked.attributes_to_get.is_some())];
    let new = [(
        "ProjectionExpression",
        asked.projection_expression.is_some(),
    )];
    expressions::check_mixed(&old, &new)?;
    let given = std::mem::take(&mut asked.keys);
    let given = given
        .into_iter()
        .map(Attributes::get)
        .collect::<Result<Vec<Item>, _>>()?;
    let stand = Stand::new(asked.expression_attribute_names.clone(), None, &new, &[])?;
    let mut placeholders = stand.placeholders();
    let projection = expressions::projection(
        asked.projection_expression.as_deref(),
        asked.attributes_to_get.as_deref(),
        &mut placeholders,
    )?;
    placeholders.check_all_used().map_err(errors::expression)?;
    let found = open::table(cx, &name)?;
    let (mut keys, mut seen) = (Vec::with_capacity(given.len()), HashSet::new());
    for item_key in given {
        let primary = key::exact(&found.table, &item_key)?;
        if !seen.insert(primary.clone()) {
            return Err(duplicates());
        }
        keys.push((item_key, primary));
    }
    Ok(Part {
        name,
        found,
        keys,
        projection,
        consistency: Consistency::of(asked.consistent_read),
        asked,
    })
}

pub fn duplicates() -> AwsError {
    errors::validation("Provided list of item keys contains duplicates")
}

fn read(
    cx: &mut Cx,
    part: Part,
    capacity: Option<&str>,
    answer: &mut Answer,
) -> Result<(), AwsError> {
    let (mut items, mut left, mut units) = (Vec::new(), Vec::new(), 0.0);
    let scope = part.found.scope(cx);
    for (item_key, primary) in part.keys {
        if answer.bytes >= MOST_BYTES {
            left.push(item_key.into());
            continue;
        }
        let mut packed = ITEMS.get_untracked(cx.tx, scope, &primary.row(&part.found.table))?;
        if part.consistency == Consistency::Eventual {
            if let Some(past) = stale::seen(cx, &part.found, &primary)? {
                packed = past;
            }
        }
        let size = packed.as_ref().map_or(0, Packed::size);
        if answer.bytes + size > MOST_BYTES {
            left.push(item_key.into());
            continue;
        }
        let cost = capacity::read(size, part.consistency);
        let (spent, hash) = (Spent::on_table(cost), Some(primary.hash));
        match throttle::spend(cx, &part.found, Side::Read, &spent, Kind::Exact, hash) {
            Ok(()) => {}
            // There is no capacity for it now.
            Err(error) if errors::is_throttle(&error) => {
                answer.refusal.get_or_insert(error);
                left.push(item_key.into());
                continue;
            }
            Err(error) => return Err(error),
        }
        answer.bytes += size;
        answer.done += 1;
        units += cost;
        let Some(packed) = packed else { continue };
        items.push(match &part.projection {
            Some(projection) => projection.of(&packed.item()?).into(),
            None => Attributes::Packed(packed.0),
        });
    }
    if !left.is_empty() {
        let mut asked = part.asked;
        asked.keys = left;
        answer.unprocessed.push((part.name.clone(), asked));
    }
    let (spent, table) = (Spent::on_table(units), &part.found.table);
    answer
        .capacity
        .extend(capacity::show(capacity, &part.name, table, &spent, None));
    answer.responses.push((part.name, items));
    Ok(())
}
