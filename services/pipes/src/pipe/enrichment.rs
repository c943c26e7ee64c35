//! What a pipe makes of its events on their way, as requests say it and answers show it.

use super::kind;
use super::row::Enrichment;
use crate::errors;
use crate::shapes::PipeEnrichmentParameters;
use haneul_pipeline::{Arn, AwsError, Cx};

/// Another enrichment, the same with other parameters, or none.
pub fn update(
    cx: &Cx,
    enrichment: &mut Option<Enrichment>,
    arn: Option<String>,
    said: Option<PipeEnrichmentParameters>,
) -> Result<(), AwsError> {
    match arn {
        Some(arn) if arn.is_empty() => *enrichment = None,
        Some(arn) => {
            known(cx, &arn)?;
            let template = enrichment.take().and_then(|before| before.template);
            *enrichment = Some(Enrichment { arn, template });
        }
        None => {}
    }
    let said = said.unwrap_or_default();
    if said.http_parameters.is_some() {
        return Err(errors::field(
            "EnrichmentParameters.HttpParameters",
            "The parameter is not supported for this enrichment.",
        ));
    }
    match (enrichment, said.input_template) {
        (_, None) => Ok(()),
        (Some(enrichment), Some(template)) => {
            enrichment.template = Some(template).filter(|template| !template.is_empty());
            Ok(())
        }
        (None, Some(_)) => Err(errors::field(
            "EnrichmentParameters",
            "The parameter is not supported without an Enrichment.",
        )),
    }
}

fn known(cx: &Cx, arn: &str) -> Result<(), AwsError> {
    let wrong = || errors::field("Enrichment", "Invalid enrichment ARN.");
    let parts = Arn::read(arn).ok_or_else(wrong)?;
    let function = kind::of(arn).filter(|kind| kind.is_function() && kind.is_in(cx.cloud));
    if function.is_none() {
        return Err(AwsError::not_implemented(format_args!(
            "pipes' enrichments of {}",
            parts.service
        )));
    }
    match (parts.account, parts.region) == (cx.account(), cx.region()) {
        true => Ok(()),
        false => Err(AwsError::not_implemented(
            "pipes' enrichments of other accounts and Regions",
        )),
    }
}

pub fn shown(enrichment: Option<&Enrichment>) -> PipeEnrichmentParameters {
    PipeEnrichmentParameters {
        input_template: enrichment.and_then(|enrichment| enrichment.template.clone()),
        ..PipeEnrichmentParameters::default()
    }
}
