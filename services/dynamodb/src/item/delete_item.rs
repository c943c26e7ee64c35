//! DeleteItem: by its key; one that is not there is no error.

use crate::errors;
use crate::item::capacity;
use crate::item::collection;
use crate::item::expressions::{self, Stand};
use crate::item::put_item::returns_old;
use crate::item::write::{ALONE, What, Write, item_of};
use crate::item::{key, open};
use crate::shapes::{DeleteItemInput, DeleteItemOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteItemInput) -> Result<DeleteItemOutput, AwsError> {
    let returns_old = returns_old(input.return_values.as_deref())?;
    let old = [
        ("Expected", input.expected.is_some()),
        ("ConditionalOperator", input.conditional_operator.is_some()),
    ];
    let new = [("ConditionExpression", input.condition_expression.is_some())];
    expressions::check_mixed(&old, &new)?;
    let item_key = input.key.get()?;
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
    let write = Write {
        primary: key::exact(&found.table, &item_key)?,
        what: What::Delete,
        condition,
        factor: ALONE,
    };
    let metrics = input.return_item_collection_metrics.as_deref();
    let metrics = collection::of_delete(cx, &found, (&write.primary, &item_key), metrics)?;
    let with_item = input.return_values_on_condition_check_failure.as_deref() == Some("ALL_OLD");
    let done = write.run(cx, &found, returns_old);
    let done = done.map_err(|refusal| refusal.into_error(with_item))?;
    let asked = input.return_consumed_capacity.as_deref();
    Ok(DeleteItemOutput {
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
