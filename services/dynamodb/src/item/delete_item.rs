//! DeleteItem: by its key; one that is not there is no error.

use crate::item::asked::{given, returns_old};
use crate::item::write::item_of;
use crate::shapes::{DeleteItemInput, DeleteItemOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteItemInput) -> Result<DeleteItemOutput, AwsError> {
    let returns_old = returns_old(input.return_values.as_deref())?;
    let asked = given!(input).delete(input.key)?;
    let answered = asked.run(cx, returns_old)?;
    Ok(DeleteItemOutput {
        attributes: item_of(&answered.done.before, returns_old),
        consumed_capacity: answered.capacity,
        item_collection_metrics: answered.metrics,
    })
}
