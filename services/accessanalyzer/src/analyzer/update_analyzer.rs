//! UpdateAnalyzer: whom an analyzer of unused access leaves alone.

use super::{configuration, row};
use crate::errors;
use crate::scan;
use crate::shapes::{UpdateAnalyzerRequest, UpdateAnalyzerResponse};
use haneul_pipeline::{AwsError, Edge};

pub async fn run(
    edge: Edge,
    input: UpdateAnalyzerRequest,
) -> Result<UpdateAnalyzerResponse, AwsError> {
    let name = input.analyzer_name;
    let given = input.configuration;
    let analyzer = edge
        .transact(|cx| {
            let mut analyzer = row::named(cx, &name)?;
            if analyzer.is_external() {
                return Err(errors::external_cannot_change());
            }
            let Some(given) = given.clone() else {
                return Ok(analyzer);
            };
            let keeps_age = given
                .unused_access
                .as_ref()
                .is_none_or(|given| given.unused_access_age.is_none());
            let (age, exclusions) = configuration::read(&analyzer.kind, Some(given))?;
            if !keeps_age && age != analyzer.unused_age {
                return Err(errors::invalid(
                    "unusedAccessAge cannot be changed after the analyzer is created.",
                ));
            }
            analyzer.exclusions = exclusions;
            row::save(cx, &analyzer)?;
            Ok(analyzer)
        })
        .await?;
    scan::run(&edge.cloud, scan::Place::of(&edge.call), &name, None).await?;
    Ok(UpdateAnalyzerResponse {
        configuration: configuration::shown(&analyzer),
    })
}
