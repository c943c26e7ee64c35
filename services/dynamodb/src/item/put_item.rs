//! PutItem: an item in the place of whatever has its key.

use crate::item::asked::{given, returns_old};
use crate::item::write::item_of;
use crate::shapes::{PutItemInput, PutItemOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PutItemInput) -> Result<PutItemOutput, AwsError> {
    let returns_old = returns_old(input.return_values.as_deref())?;
    let asked = given!(input).put(input.item)?;
    let answered = asked.run(cx, returns_old)?;
    Ok(PutItemOutput {
        attributes: item_of(&answered.done.before, returns_old),
        consumed_capacity: answered.capacity,
        item_collection_metrics: answered.metrics,
    })
}
