//! Statements that change one item, or only ask for it.

use crate::errors;
use crate::item::key::is_of;
use crate::item::update_item;
use crate::item::write::{ALONE, Done, Refusal, Write, item_of};
use crate::table::Found;
use crate::table::row::Keys;
use crate::transaction::step::{Kind, Step};
use crate::wire::Attributes;
use haneul_expression::{Condition, Item, Path, Test, item_size};
use haneul_partiql::{Returning, Statement, exact_key};
use haneul_pipeline::{AwsError, Cx};

/// What a statement and its parameters may add to an item, roughly.
const STATEMENT: usize = 8 << 10;

/// What a statement does to which item.
pub fn step(found: &Found, statement: &Statement, with_item: bool) -> Result<Step, AwsError> {
    let keys = &found.table.keys;
    let name = statement.table().to_owned();
    let (kind, (item, condition)) = match statement {
        Statement::Insert(insert) => {
            let free = Test::NotExists(Path::attribute(&keys.hash.name));
            let condition = Some(Condition::new(free));
            return Ok(Step {
                name,
                kind: Kind::Put,
                item: insert.item.clone(),
                condition,
                with_item,
                weight: item_size(&insert.item),
                inserts: true,
            });
        }
        Statement::Update(update) => {
            let (item, condition) = key(keys, update.condition.as_ref())?;
            // There is nothing to change where there is no item.
            let there = Test::Exists(Path::attribute(&keys.hash.name));
            let condition = match condition {
                Some(rest) => Test::And(vec![there, rest.test().clone()]),
                None => there,
            };
            let kind = Kind::Update(update.update.clone());
            (kind, (item, Some(Condition::new(condition))))
        }
        Statement::Delete(delete) => (Kind::Delete, key(keys, delete.condition.as_ref())?),
        Statement::Exists(select) => {
            let (item, condition) = key(keys, select.condition.as_ref())?;
            let there = Test::Exists(Path::attribute(&keys.hash.name));
            let condition = condition.unwrap_or_else(|| Condition::new(there));
            (Kind::Check, (item, Some(condition)))
        }
        Statement::Select(_) => {
            return Err(errors::validation("Statement is not a write"));
        }
    };
    Ok(Step {
        name,
        kind,
        // A statement has at most 8 KB, and parameters are values of the item.
        weight: item_size(&item) + STATEMENT,
        item,
        condition,
        with_item,
        inserts: false,
    })
}

/// The key of the one item that a statement is about, and what else it must be like.
pub fn key(keys: &Keys, condition: Option<&Test>) -> Result<(Item, Option<Condition>), AwsError> {
    let range = keys.range.as_ref();
    let range_name = range.map(|range| range.name.as_str());
    let key = exact_key(condition, &keys.hash.name, range_name).map_err(errors::expression)?;
    let mut item = Item::from([(keys.hash.name.clone(), key.hash)]);
    if let (Some(range), Some(value)) = (range, key.range) {
        item.insert(range.name.clone(), value);
    }
    let fits = keys.all().all(|key| is_of(key.kind, &item[&key.name]));
    match fits {
        true => Ok((item, key.condition)),
        false => Err(errors::validation(
            "The provided key element does not match the schema",
        )),
    }
}

/// A statement on its own, and what it gives back.
pub fn alone(
    cx: &mut Cx,
    found: &Found,
    statement: &Statement,
) -> Result<(Done, Option<Attributes>), Refusal> {
    let step = step(found, statement, false)?;
    let write = Write {
        factor: ALONE,
        ..step.write(found, step.primary(found)?)?
    };
    let returning = statement.returning();
    let done = match write.run(cx, found, returning.is_some()) {
        Err(Refusal::Condition(_)) if step.inserts => {
            return Err(Refusal::Other(errors::duplicate()));
        }
        outcome => outcome?,
    };
    let asked = match returning {
        None => return Ok((done, None)),
        Some(Returning::AllOld) => {
            let old = item_of(&done.before, true);
            return Ok((done, old));
        }
        Some(Returning::AllNew) => "ALL_NEW",
        Some(Returning::ModifiedOld) => "UPDATED_OLD",
        Some(Returning::ModifiedNew) => "UPDATED_NEW",
    };
    let paths = match &step.kind {
        Kind::Update(update) => update.paths().cloned().collect(),
        _ => Vec::new(),
    };
    let given = update_item::returned(&done, paths, Some(asked))?;
    Ok((done, given))
}
