//! What a pipe makes of its events on their way, as requests say it and answers show it.

use super::kind;
use super::row::{Enrichment, ToUrl};
use crate::errors;
use crate::shapes::{PipeEnrichmentHttpParameters, PipeEnrichmentParameters};
use haneul_pipeline::{Arn, AwsError, Cx};

pub const HTTP: &str = "EnrichmentParameters.HttpParameters";

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
            let before = enrichment.take();
            let url = before.as_ref().filter(|before| before.arn == arn);
            let url = url.and_then(|before| before.url.clone());
            let template = before.and_then(|before| before.template);
            *enrichment = Some(Enrichment { arn, template, url });
        }
        None => {}
    }
    let said = said.unwrap_or_default();
    let Some(enrichment) = enrichment else {
        return match said.input_template.is_some() || said.http_parameters.is_some() {
            true => Err(errors::field(
                "EnrichmentParameters",
                "The parameter is not supported without an Enrichment.",
            )),
            false => Ok(()),
        };
    };
    if let Some(template) = said.input_template {
        enrichment.template = Some(template).filter(|template| !template.is_empty());
    }
    if let Some(http) = said.http_parameters {
        enrichment.url = Some(ToUrl::read(
            http.path_parameter_values,
            http.header_parameters,
            http.query_string_parameters,
        ));
    }
    match enrichment.url.is_some() && !enrichment.is_outside() {
        true => Err(errors::field(
            HTTP,
            "The parameter is not supported for this enrichment.",
        )),
        false => Ok(()),
    }
}

fn known(cx: &Cx, arn: &str) -> Result<(), AwsError> {
    let wrong = || errors::field("Enrichment", "Invalid enrichment ARN.");
    let parts = Arn::read(arn).ok_or_else(wrong)?;
    let takes = |kind: &&kind::Kind| kind.is_function() || kind.is_outside();
    let kind = kind::of(arn).filter(takes);
    if !kind.is_some_and(|kind| kind.is_in(cx.cloud)) {
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
    let url = enrichment.and_then(|enrichment| enrichment.url.clone());
    PipeEnrichmentParameters {
        input_template: enrichment.and_then(|enrichment| enrichment.template.clone()),
        http_parameters: url.map(|url| PipeEnrichmentHttpParameters {
            path_parameter_values: (!url.path.is_empty()).then_some(url.path),
            header_parameters: (!url.headers.is_empty()).then_some(url.headers),
            query_string_parameters: (!url.query.is_empty()).then_some(url.query),
        }),
    }
}
