//! DescribeAnomalyDetectors.

use super::row::{DETECTORS, Detector};
use super::show;
use super::subject::Subject;
use crate::metric::pairs;
use crate::shapes::{DescribeAnomalyDetectorsInput, DescribeAnomalyDetectorsOutput};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: DescribeAnomalyDetectorsInput,
) -> Result<DescribeAnomalyDetectorsOutput, AwsError> {
    let token = input.next_token.as_deref();
    let page = Page::of(input.max_results, token, limits::DETECTORS).ok_or_else(errors::token)?;
    let types = input.anomaly_detector_types.clone().unwrap_or_default();
    let mut dimensions = input.dimensions.clone().map(|given| pairs(Some(given)));
    dimensions.iter_mut().for_each(|pairs| pairs.sort());
    let keep = |row: &(String, Detector)| {
        let (id, detector) = row;
        let named = input.anomaly_detector_ids.as_ref();
        named.is_none_or(|ids| ids.contains(id))
            && match &detector.subject {
                Subject::Single {
                    namespace,
                    name,
                    dimensions: own,
                    ..
                } => {
                    (types.is_empty() || types.iter().any(|one| one == "SINGLE_METRIC"))
                        && input.namespace.as_ref().is_none_or(|one| one == namespace)
                        && input.metric_name.as_ref().is_none_or(|one| one == name)
                        && dimensions.as_ref().is_none_or(|some| some == own)
                }
                // Unless they are asked for, only those of single metrics are listed.
                Subject::Math(_) => named.is_some() || types.iter().any(|one| one == "METRIC_MATH"),
            }
    };
    let (scope, tx) = (cx.scope(), &mut *cx.tx);
    let read = |after: Option<&str>, most: usize| {
        let span = after.map_or(Span::all(), |after| Span::all().after(after));
        let rows = DETECTORS.scan(tx, scope, span, most, false)?;
        Ok(rows
            .into_iter()
            .map(|(id, row)| (id.clone(), (id, row)))
            .collect())
    };
    let (rows, next_token) = page.fill(read, keep)?;
    let shown = rows
        .into_iter()
        .map(|(id, detector)| show::detector(cx, id, detector))
        .collect::<Result<_, _>>()?;
    Ok(DescribeAnomalyDetectorsOutput {
        anomaly_detectors: Some(shown),
        next_token,
    })
}
