//! The end of a mapping's way from one state to another: nobody reads.

use super::{Errand, appoint};
use crate::event_source::row::{self, FLOWS};
use haneul_pipeline::{AwsError, Cx};

pub fn settle(cx: &mut Cx, errand: &Errand) -> Result<(), AwsError> {
    let Some((mut mapping, mut flow)) = errand.find(cx)? else {
        return Ok(());
    };
    let now = cx.now().as_microsecond();
    flow.runner = None;
    flow.failures = 0;
    if mapping.state == "Deleting" {
        return match row::forget(cx, &mapping)? {
            true => Ok(()),
            false => appoint::at(cx, &mapping, flow, now),
        };
    }
    row::relay(cx, &mapping)?;
    let state = if mapping.enabled {
        "Enabled"
    } else {
        "Disabled"
    };
    mapping.state = state.to_owned();
    mapping.modified = now;
    row::save(cx, &mapping)?;
    if mapping.enabled {
        return appoint::at(cx, &mapping, flow, now);
    }
    // No errand is to come.
    flow.turn += 1;
    Ok(FLOWS.put(cx.tx, cx.scope(), &mapping.uuid, &flow)?)
}
