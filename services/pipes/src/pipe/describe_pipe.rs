//! DescribePipe.

use super::answer::time;
use super::{enrichment, row, source, target};
use crate::shapes::{DescribePipeRequest, DescribePipeResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: DescribePipeRequest) -> Result<DescribePipeResponse, AwsError> {
    let pipe = row::open(cx, &input.name)?;
    Ok(DescribePipeResponse {
        arn: Some(row::arn(cx, &pipe.name)),
        source_parameters: Some(source::shown(&pipe.source)),
        target_parameters: Some(target::shown(&pipe.target)),
        enrichment_parameters: Some(enrichment::shown(pipe.enrichment.as_ref())),
        enrichment: pipe.enrichment.map(|enrichment| enrichment.arn),
        name: Some(pipe.name),
        description: pipe.description,
        desired_state: Some(pipe.desired),
        current_state: Some(pipe.state),
        state_reason: pipe.reason,
        source: Some(pipe.source.arn),
        target: Some(pipe.target.arn),
        role_arn: Some(pipe.role),
        tags: Some(pipe.tags),
        creation_time: Some(time(pipe.created)),
        last_modified_time: Some(time(pipe.modified)),
        ..DescribePipeResponse::default()
    })
}
