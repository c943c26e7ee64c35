//! GetItem: one item by its key, or some of its attributes.

use crate::errors;
use crate::item::capacity::{self, Consistency, Side, Spent};
use crate::item::expressions::{self, Stand};
use crate::item::row::{ITEMS, Packed};
use crate::item::stale;
use crate::item::throttle::{self, Kind};
use crate::item::{key, open};
use crate::shapes::{GetItemInput, GetItemOutput};
use crate::wire::Attributes;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetItemInput) -> Result<GetItemOutput, AwsError> {
    let old = [("AttributesToGet", input.attributes_to_get.is_some())];
    let new = [(
        "ProjectionExpression",
        input.projection_expression.is_some(),
    )];
    expressions::check_mixed(&old, &new)?;
    let item_key = input.key.get()?;
    let stand = Stand::new(input.expression_attribute_names, None, &new, &[])?;
    let mut placeholders = stand.placeholders();
    let projection = expressions::projection(
        input.projection_expression.as_deref(),
        input.attributes_to_get.as_deref(),
        &mut placeholders,
    )?;
    placeholders.check_all_used().map_err(errors::expression)?;
    let found = open::table(cx, &input.table_name)?;
    let primary = key::exact(&found.table, &item_key)?;
    let scope = found.scope(cx);
    let mut packed = ITEMS.get_untracked(cx.tx, scope, &primary.row(&found.table))?;
    if !input.consistent_read.unwrap_or_default() {
        if let Some(past) = stale::seen(cx, &found, &primary)? {
            packed = past;
        }
    }
    let size = packed.as_ref().map_or(0, Packed::size);
    let units = capacity::read(size, Consistency::of(input.consistent_read));
    let spent = Spent::on_table(units);
    let hash = Some(primary.hash);
    throttle::spend(cx, &found, Side::Read, &spent, Kind::Exact, hash)?;
    let item = match (packed, projection) {
        (Some(packed), Some(projection)) => Some(projection.of(&packed.item()?).into()),
        (Some(packed), None) => Some(Attributes::Packed(packed.0)),
        (None, _) => None,
    };
    let asked = input.return_consumed_capacity.as_deref();
    Ok(GetItemOutput {
        item,
        consumed_capacity: capacity::show(asked, &input.table_name, &found.table, &spent, None),
    })
}
