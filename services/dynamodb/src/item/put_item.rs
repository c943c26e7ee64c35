//! PutItem: an item in the place of whatever has its key.

use crate::errors;
use crate::item::capacity;
use crate::item::collection;
use crate::item::expressions::{self, Stand};
use crate::item::write::{ALONE, What, Write, item_of};
use crate::item::{key, open};
use crate::shapes::{PutItemInput, PutItemOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PutItemInput) -> Result<PutItemOutput, AwsError> {
    let returns_old = returns_old(input.return_values.as_deref())?;
    let old = [
        ("Expected", input.expected.is_some()),
        ("ConditionalOperator", input.conditional_operator.is_some()),
    ];
    let new = [("ConditionExpression", input.condition_expression.is_some())];
    expressions::check_mixed(&old, &new)?;
    let item = input.item.get()?;
    let (names, values) = (
        input.expression_attribute_names,
        input.expression_attribute_values,
    );
    let stand = Stand::new(names, values, &new, &new)?;
    let mut placeholders = stand.placeholders();
    let condition = expressions::condition(
        input.condition_expression.as_deref(),
        input.expected,
        input.conditional_operator.as_deref(),
        &mut placeholders,
    )?;
    placeholders.check_all_used().map_err(errors::expression)?;
    let found = open::table(cx, &input.table_name)?;
    let primary = key::of_item(&found.table, &item)?;
    let metrics = input.return_item_collection_metrics.as_deref();
    let metrics = collection::of_write(cx, &found, (&primary, &item), metrics)?;
    let write = Write {
        primary,
        what: What::Put(item),
        condition,
        factor: ALONE,
    };
    let with_item = input.return_values_on_condition_check_failure.as_deref() == Some("ALL_OLD");
    let done = write.run(cx, &found, returns_old);
    let done = done.map_err(|refusal| refusal.into_error(with_item))?;
    let asked = input.return_consumed_capacity.as_deref();
    Ok(PutItemOutput {
        attributes: item_of(&done.before, returns_old),
        consumed_capacity: capacity::show(
            asked,
            &input.table_name,
            &found.table,
            &done.spent,
            None,
        ),
        item_collection_metrics: metrics,
    })
}

/// For writes that can give back what was there, and nothing else.
pub fn returns_old(asked: Option<&str>) -> Result<bool, AwsError> {
    match asked {
        None | Some("NONE") => Ok(false),
        Some("ALL_OLD") => Ok(true),
        Some(_) => Err(errors::validation(
            "ReturnValues can only be ALL_OLD or NONE",
        )),
    }
}
