//! UpdateItem: changes attributes of an item, or makes it.

use crate::errors;
use crate::item::capacity;
use crate::item::collection;
use crate::item::expressions::{self, Stand};
use crate::item::write::{ALONE, Done, What, Write, item_of};
use crate::item::{key, open};
use crate::shapes::{AttributeValueUpdate, UpdateItemInput, UpdateItemOutput};
use crate::table::row::Table;
use crate::wire::{Attribute, Attributes};
use haneul_expression::legacy::{self, AttributeUpdate};
use haneul_expression::{Item, Path, Placeholders, Projection, Update};
use haneul_pipeline::{AwsError, Cx};
use std::collections::BTreeMap;

pub fn run(cx: &mut Cx, input: UpdateItemInput) -> Result<UpdateItemOutput, AwsError> {
    let old = [
        ("AttributeUpdates", input.attribute_updates.is_some()),
        ("Expected", input.expected.is_some()),
        ("ConditionalOperator", input.conditional_operator.is_some()),
    ];
    let new = [
        ("UpdateExpression", input.update_expression.is_some()),
        ("ConditionExpression", input.condition_expression.is_some()),
    ];
    expressions::check_mixed(&old, &new)?;
    let item_key = input.key.get()?;
    let (names, values) = (
        input.expression_attribute_names,
        input.expression_attribute_values,
    );
    let stand = Stand::new(names, values, &new, &new)?;
    let mut placeholders = stand.placeholders();
    let update = match input.update_expression.as_deref() {
        Some(text) => parse(text, &mut placeholders)?,
        None => given(input.attribute_updates)?,
    };
    let condition = expressions::condition(
        input.condition_expression.as_deref(),
        input.expected,
        input.conditional_operator.as_deref(),
        &mut placeholders,
    )?;
    placeholders.check_all_used().map_err(errors::expression)?;
    let found = open::table(cx, &input.table_name)?;
    let primary = key::exact(&found.table, &item_key)?;
    check_keys(&found.table, &update)?;
    let paths: Vec<Path> = update.paths().cloned().collect();
    let metrics = input.return_item_collection_metrics.as_deref();
    let metrics = collection::of_write(cx, &found, (&primary, &item_key), metrics)?;
    let write = Write {
        primary,
        what: What::Update(item_key, update),
        condition,
        factor: ALONE,
    };
    let with_item = input.return_values_on_condition_check_failure.as_deref() == Some("ALL_OLD");
    let done = write.run(cx, &found, true);
    let done = done.map_err(|refusal| refusal.into_error(with_item))?;
    let asked = input.return_consumed_capacity.as_deref();
    Ok(UpdateItemOutput {
        consumed_capacity: capacity::show(
            asked,
            &input.table_name,
            &found.table,
            &done.spent,
            None,
        ),
        item_collection_metrics: metrics,
        attributes: returned(&done, paths, input.return_values.as_deref())?,
    })
}

pub fn parse(text: &str, placeholders: &mut Placeholders) -> Result<Update, AwsError> {
    Update::parse(text, placeholders).map_err(errors::expression)
}

/// An update without any action makes an item of nothing but its key.
fn given(updates: Option<Vec<(String, AttributeValueUpdate)>>) -> Result<Update, AwsError> {
    let Some(updates) = updates else {
        return Ok(Update::default());
    };
    let mut all = BTreeMap::new();
    for (name, one) in updates {
        let update = AttributeUpdate {
            value: one.value.map(Attribute::get).transpose()?,
            action: one.action,
        };
        all.insert(name, update);
    }
    legacy::attribute_updates(&all).map_err(errors::expression)
}

/// Keys of items never change.
pub fn check_keys(table: &Table, update: &Update) -> Result<(), AwsError> {
    match update.paths().find(|path| table.keys.has(path.root())) {
        Some(path) => Err(errors::invalid(format_args!(
            "Cannot update attribute {}. This attribute is part of the key",
            path.root()
        ))),
        None => Ok(()),
    }
}

/// What an answer gives back of an item that was changed.
pub fn returned(
    done: &Done,
    paths: Vec<Path>,
    asked: Option<&str>,
) -> Result<Option<Attributes>, AwsError> {
    let updated = |item: &Item| {
        let part = Projection::of_paths(paths).of(item);
        (!part.is_empty()).then(|| part.into())
    };
    Ok(match asked {
        Some("ALL_OLD") => item_of(&done.before, true),
        Some("ALL_NEW") => done.after.clone().map(Attributes::from),
        Some("UPDATED_OLD") => done.before.item()?.and_then(updated),
        Some("UPDATED_NEW") => done.after.as_ref().and_then(updated),
        _ => None,
    })
}
