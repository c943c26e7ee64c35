//! GetFinding: external access alone.

use super::{row, shown};
use crate::shapes::{GetFindingRequest, GetFindingResponse};
use crate::{analyzer, errors};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetFindingRequest) -> Result<GetFindingResponse, AwsError> {
    let analyzer = analyzer::find(cx, &input.analyzer_arn)?;
    if !analyzer.is_external() {
        return Err(errors::external_only("GetFinding"));
    }
    let finding = row::find(cx, &analyzer, &input.id)?;
    Ok(GetFindingResponse {
        finding: Some(shown::whole(finding, "GetFinding")?),
    })
}
