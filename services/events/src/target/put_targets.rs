//! PutTargets: adds targets, or puts others in the places of those with the same ids.

use super::check;
use crate::place::Place;
use crate::rule;
use crate::shapes::{PutTargetsRequest, PutTargetsResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PutTargetsRequest) -> Result<PutTargetsResponse, AwsError> {
    let place = Place::own(cx, input.event_bus_name.as_deref())?;
    let mut rule = rule::open(cx, &place, &input.rule)?;
    for target in input.targets {
        let target = check::read(cx.cloud, target)?;
        match rule.targets.iter_mut().find(|known| known.id == target.id) {
            Some(known) => *known = target,
            None => rule.targets.push(target),
        }
    }
    if rule.targets.len() > limits::TARGETS {
        return Err(errors::too_many());
    }
    rule::row::save(cx, &place, &rule)?;
    Ok(PutTargetsResponse {
        failed_entry_count: Some(0),
        failed_entries: Some(Vec::new()),
    })
}
