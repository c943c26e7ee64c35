//! An event that a bus has taken: to the targets of every rule that matches, and into archives.

use super::Event;
use crate::place::Place;
use crate::rule::known;
use crate::{archive, bus, delivery, measure};
use haneul_pipeline::{AwsError, Cx};

/// In the transaction that takes it, so that nothing which was taken is lost. A replay may be for
/// some rules only.
pub fn ingest(cx: &mut Cx, place: &Place, event: &Event, only: &[String]) -> Result<(), AwsError> {
    if bus::find(cx, place)?.is_none() {
        return Ok(());
    }
    let known = known::of(cx, place)?;
    if known.is_empty() {
        return Ok(());
    }
    let shown = event.shown();
    let mut is_matched = false;
    for rule in known.rules(&shown) {
        if only.is_empty() || only.contains(&place.rule_arn(&rule.name)) {
            is_matched = true;
            measure::of_rule(cx, place, &rule.name, &measure::MATCHED);
            delivery::to_targets(cx, place, rule, event)?;
        }
    }
    if is_matched {
        measure::of_all(cx, place, &measure::MATCHED);
    }
    // What comes out of an archive is there already.
    if event.replay.is_none() {
        for archive in known.archives(&shown) {
            archive::keep(cx, place, archive, event)?;
        }
    }
    Ok(())
}
