//! DeleteEventBus: one that is not there is no error.

use super::row::BUSES;
use crate::place::Place;
use crate::shapes::{DeleteEventBusOutput, DeleteEventBusRequest};
use crate::{errors, rule};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DeleteEventBusRequest) -> Result<DeleteEventBusOutput, AwsError> {
    let place = Place::own(cx, Some(&input.name))?;
    if place.is_default() {
        return Err(errors::invalid("Cannot delete event bus default."));
    }
    if !rule::of_bus(cx, &place, 1)?.is_empty() {
        return Err(errors::invalid(
            "Event bus can't be deleted since it has rules.",
        ));
    }
    BUSES.delete(cx.tx, place.scope(), &place.name)?;
    Ok(DeleteEventBusOutput {})
}
