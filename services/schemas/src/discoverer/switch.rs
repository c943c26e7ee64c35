//! Operations: StartDiscoverer, StopDiscoverer.

use super::row::{self, Discoverer};
use super::rule;
use crate::shapes::{
    StartDiscovererRequest, StartDiscovererResponse, StopDiscovererRequest, StopDiscovererResponse,
};
use haneul_pipeline::{AwsError, Cx};

pub fn start_discoverer(
    cx: &mut Cx,
    input: StartDiscovererRequest,
) -> Result<StartDiscovererResponse, AwsError> {
    let discoverer = switch(cx, &input.discoverer_id, true)?;
    Ok(StartDiscovererResponse {
        state: discoverer.state(),
        discoverer_id: Some(discoverer.id),
    })
}

pub fn stop_discoverer(
    cx: &mut Cx,
    input: StopDiscovererRequest,
) -> Result<StopDiscovererResponse, AwsError> {
    let discoverer = switch(cx, &input.discoverer_id, false)?;
    Ok(StopDiscovererResponse {
        state: discoverer.state(),
        discoverer_id: Some(discoverer.id),
    })
}

fn switch(cx: &mut Cx, id: &str, on: bool) -> Result<Discoverer, AwsError> {
    let mut discoverer = row::open(cx, id)?;
    discoverer.started = on;
    row::save(cx, &discoverer)?;
    rule::put(cx, &discoverer)?;
    Ok(discoverer)
}
