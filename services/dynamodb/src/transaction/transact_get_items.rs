//! TransactGetItems: up to a hundred items as they were at one moment.

use crate::errors;
use crate::item::capacity::{self, Consistency, Side, Spent};
use crate::item::expressions::{self, Stand};
use crate::item::row::{ITEMS, Packed};
use crate::item::throttle::{self, Kind};
use crate::item::{key, open};
use crate::shapes::{Get, ItemResponse, TransactGetItemsInput, TransactGetItemsOutput};
use crate::table::Found;
use crate::transaction::cancel::{Reasons, is_of_step, same_item_twice};
use crate::wire::Attributes;
use haneul_expression::{Item, Projection};
use haneul_pipeline::{AwsError, Cx};
use std::collections::HashSet;

const MOST_BYTES: usize = 4 << 20;

/// What is asked for, before any table is looked at.
struct Asked {
    name: String,
    key: Item,
    projection: Option<Projection>,
}

pub fn run(cx: &mut Cx, input: TransactGetItemsInput) -> Result<TransactGetItemsOutput, AwsError> {
    let asked = input.transact_items.into_iter().map(|item| parse(item.get));
    let asked = asked.collect::<Result<Vec<Asked>, AwsError>>()?;
    let (mut seen, mut reasons) = (HashSet::new(), Reasons::default());
    let mut targets = Vec::with_capacity(asked.len());
    for one in &asked {
        let found = open::table(cx, &one.name)?;
        match key::exact(&found.table, &one.key) {
            Ok(primary) => {
                if !seen.insert((found.table.id, primary.clone())) {
                    return Err(same_item_twice());
                }
                targets.push((found, primary));
                reasons.none();
            }
            Err(error) if is_of_step(&error) => reasons.error(&error),
            Err(error) => return Err(error),
        }
    }
    std::mem::take(&mut reasons).check()?;
    let (mut responses, mut bytes) = (Vec::with_capacity(asked.len()), 0);
    let mut spent: Vec<(String, Found, f64)> = Vec::new();
    for (one, (found, primary)) in asked.into_iter().zip(targets) {
        let scope = found.scope(cx);
        let packed = ITEMS.get_untracked(cx.tx, scope, &primary.row(&found.table))?;
        let size = packed.as_ref().map_or(0, Packed::size);
        bytes += size;
        if bytes > MOST_BYTES {
            return Err(errors::validation(
                "The aggregate size of the items in the transaction cannot exceed 4 MB",
            ));
        }
        let units = capacity::read(size, Consistency::Transaction);
        let (cost, hash) = (Spent::on_table(units), Some(primary.hash));
        match throttle::spend(cx, &found, Side::Read, &cost, Kind::Exact, hash) {
            Ok(()) => reasons.none(),
            Err(error) if is_of_step(&error) => reasons.error(&error),
            Err(error) => return Err(error),
        }
        match spent.iter_mut().find(|(name, _, _)| *name == one.name) {
            Some((_, _, sum)) => *sum += units,
            None => spent.push((one.name, found, units)),
        }
        let item = match (packed, one.projection) {
            (Some(packed), Some(projection)) => Some(projection.of(&packed.item()?).into()),
            (Some(packed), None) => Some(Attributes::Packed(packed.0)),
            (None, _) => None,
        };
        responses.push(ItemResponse { item });
    }
    reasons.check()?;
    let asked = input.return_consumed_capacity.as_deref();
    let shown = spent.iter().filter_map(|(name, found, units)| {
        let spent = Spent::on_table(*units);
        capacity::show(asked, name, &found.table, &spent, Some(Side::Read))
    });
    let shown: Vec<_> = shown.collect();
    Ok(TransactGetItemsOutput {
        consumed_capacity: (!shown.is_empty()).then_some(shown),
        responses: Some(responses),
    })
}

fn parse(get: Get) -> Result<Asked, AwsError> {
    let given = [("ProjectionExpression", get.projection_expression.is_some())];
    let key = get.key.get()?;
    let stand = Stand::new(get.expression_attribute_names, None, &given, &[])?;
    let mut placeholders = stand.placeholders();
    let text = get.projection_expression.as_deref();
    let projection = expressions::projection(text, None, &mut placeholders)?;
    placeholders.check_all_used().map_err(errors::expression)?;
    Ok(Asked {
        name: get.table_name,
        key,
        projection,
    })
}
