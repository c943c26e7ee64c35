//! CreatePipe.

use super::answer::{answer, refuse_others};
use super::row::{self, Enrichment, PIPES, Pipe};
use super::{enrichment, kind, source, target};
use crate::shapes::{CreatePipeRequest, CreatePipeResponse};
use crate::{errors, flow, limits, tag};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: CreatePipeRequest) -> Result<CreatePipeResponse, AwsError> {
    let name = input.name.clone();
    if row::find(cx, &name)?.is_some() {
        return Err(errors::conflict(
            format!("Pipe {name} already exists."),
            &name,
        ));
    }
    let there = PIPES.scan(cx.tx, cx.scope(), Span::all(), limits::PIPES, false)?;
    if there.len() >= limits::PIPES {
        return Err(errors::too_many(cx.account()));
    }
    refuse_others(
        input.log_configuration.as_ref(),
        input.kms_key_identifier.as_deref(),
    )?;
    let target = target::read(cx, &input.target, input.target_parameters)?;
    let mut enrichment: Option<Enrichment> = None;
    enrichment::update(
        cx,
        &mut enrichment,
        input.enrichment,
        input.enrichment_parameters,
    )?;
    let by_way_of = enrichment
        .as_ref()
        .map(|enrichment| enrichment.arn.as_str());
    let most = kind::most(&target.arn, by_way_of);
    let source = source::read(cx, &input.source, input.source_parameters, most)?;
    let now = cx.now().as_microsecond();
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.unwrap_or_default())?;
    let mut pipe = Pipe {
        id: cx.random().u64(),
        name,
        description: input.description,
        desired: input.desired_state.unwrap_or_else(|| "RUNNING".to_owned()),
        state: String::new(),
        reason: None,
        role: input.role_arn,
        source,
        target,
        enrichment,
        tags,
        created: now,
        modified: now,
    };
    target::check(&pipe)?;
    flow::change(cx, &mut pipe, "CREATING")?;
    Ok(answer!(CreatePipeResponse, cx, &pipe))
}
