//! StartResourceScan: one resource, now.

use crate::shapes::{StartResourceScanOutput, StartResourceScanRequest};
use crate::{analyzer, errors, scan};
use haneul_pipeline::{AwsError, Edge};

pub async fn run(
    edge: Edge,
    input: StartResourceScanRequest,
) -> Result<StartResourceScanOutput, AwsError> {
    let arn = input.resource_arn;
    let analyzer = edge.read(|cx| analyzer::find(cx, &input.analyzer_arn))?;
    if !analyzer.is_external() {
        return Err(errors::external_only("StartResourceScan"));
    }
    let place = scan::Place::of(&edge.call);
    let owner = input.resource_owner_account;
    if owner.is_some_and(|owner| owner != place.account) {
        return Err(errors::invalid(
            "The resource is not owned by an account in the zone of trust of the analyzer.",
        ));
    }
    if !scan::is_there(&edge.cloud, &place, &arn)? {
        return Err(errors::not_found("AWS::Resource", "resource", &arn));
    }
    scan::run(&edge.cloud, place, &analyzer.name, Some(&arn)).await?;
    Ok(StartResourceScanOutput::default())
}
