//! UpdateItem: changes attributes of an item, or makes it.

use crate::errors;
use crate::item::asked::given;
use crate::item::write::{Done, item_of};
use crate::shapes::{AttributeValueUpdate, UpdateItemInput, UpdateItemOutput};
use crate::table::row::Table;
use crate::wire::{Attribute, Attributes};
use haneul_expression::legacy::{self, AttributeUpdate};
use haneul_expression::{Item, Path, Placeholders, Projection, Update};
use haneul_pipeline::{AwsError, Cx};
use std::collections::BTreeMap;

/// An expression, or what it has replaced.
pub type Updates = (Option<String>, Option<Vec<(String, AttributeValueUpdate)>>);

pub fn run(cx: &mut Cx, input: UpdateItemInput) -> Result<UpdateItemOutput, AwsError> {
    let updates = (input.update_expression, input.attribute_updates);
    let asked = given!(input).update(input.key, updates)?;
    let paths = asked.updated();
    let answered = asked.run(cx, true)?;
    Ok(UpdateItemOutput {
        attributes: returned(&answered.done, paths, input.return_values.as_deref())?,
        consumed_capacity: answered.capacity,
        item_collection_metrics: answered.metrics,
    })
}

pub fn parse(text: &str, placeholders: &mut Placeholders) -> Result<Update, AwsError> {
    Update::parse(text, placeholders).map_err(errors::expression)
}

/// An update without any action makes an item of nothing but its key.
pub fn given(updates: Option<Vec<(String, AttributeValueUpdate)>>) -> Result<Update, AwsError> {
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
