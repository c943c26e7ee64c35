//! DeleteDiscoverer: what it saw stays.

use super::row::{self, DISCOVERERS};
use super::rule;
use crate::shapes::{DeleteDiscovererOutput, DeleteDiscovererRequest};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteDiscovererRequest,
) -> Result<DeleteDiscovererOutput, AwsError> {
    let discoverer = row::open(cx, &input.discoverer_id)?;
    let scope = cx.scope();
    DISCOVERERS.delete(cx.tx, scope, &discoverer.id)?;
    rule::remove(cx, &discoverer)?;
    Ok(DeleteDiscovererOutput::default())
}
