//! UpdatePipe: what is said is changed; of the source's and the target's parameters, those of a
//! service as one.

use super::answer::{answer, refuse_others};
use super::row;
use super::{enrichment, source, target};
use crate::flow;
use crate::shapes::{UpdatePipeRequest, UpdatePipeResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: UpdatePipeRequest) -> Result<UpdatePipeResponse, AwsError> {
    let mut pipe = row::settled(cx, &input.name)?;
    refuse_others(
        input.log_configuration.as_ref(),
        input.kms_key_identifier.as_deref(),
    )?;
    pipe.role = input.role_arn;
    if let Some(description) = input.description {
        pipe.description = Some(description);
    }
    if let Some(desired) = input.desired_state {
        pipe.desired = desired;
    }
    target::update(cx, &mut pipe.target, input.target, input.target_parameters)?;
    enrichment::update(
        cx,
        &mut pipe.enrichment,
        input.enrichment,
        input.enrichment_parameters,
    )?;
    source::update(&mut pipe, input.source_parameters)?;
    target::check(&pipe)?;
    pipe.modified = cx.now().as_microsecond();
    flow::change(cx, &mut pipe, "UPDATING")?;
    Ok(answer!(UpdatePipeResponse, cx, &pipe))
}
