//! An event that a bus has taken: to the targets of every rule that matches.

use super::Event;
use crate::place::Place;
use crate::rule::known;
use crate::{bus, delivery};
use haneul_pipeline::{AwsError, Cx};

/// In the transaction that takes it, so that nothing which was taken is lost.
pub fn ingest(cx: &mut Cx, place: &Place, event: &Event) -> Result<(), AwsError> {
    if bus::find(cx, place)?.is_none() {
        return Ok(());
    }
    let rules = known::of(cx, place)?;
    if rules.rules.is_empty() {
        return Ok(());
    }
    let matching = rules.index.matching(&event.shown());
    for rule in matching
        .into_iter()
        .filter_map(|number| rules.rules.get(number))
    {
        delivery::to_targets(cx, place, rule, event)?;
    }
    Ok(())
}
