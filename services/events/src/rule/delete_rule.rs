//! DeleteRule: one that is not there is no error.

use super::clock;
use super::row::{self, RULES};
use crate::place::Place;
use crate::shapes::{DeleteRuleOutput, DeleteRuleRequest};
use crate::{bus, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteRuleRequest) -> Result<DeleteRuleOutput, AwsError> {
    let place = Place::own(cx, input.event_bus_name.as_deref())?;
    bus::open(cx, &place)?;
    let Some(mut rule) = row::find(cx, &place, &input.name)? else {
        return Ok(DeleteRuleOutput {});
    };
    if !rule.targets.is_empty() {
        return Err(errors::invalid(
            "Rule can't be deleted since it has targets.",
        ));
    }
    clock::unwind(cx, &place, &mut rule)?;
    RULES.delete(
        cx.tx,
        place.scope(),
        &(place.name.as_str(), rule.name.as_str()),
    )?;
    Ok(DeleteRuleOutput {})
}
