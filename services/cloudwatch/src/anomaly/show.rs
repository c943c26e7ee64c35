//! Detectors as the API shows them.

use super::row::{Detector, Learning};
use super::subject::Subject;
use crate::data::{Query, query};
use crate::metric::list_metrics::dimensions;
use crate::metric::{Identity, Window, identity, read};
use crate::shapes::{
    AnomalyDetector, AnomalyDetectorConfiguration, MetricCharacteristics,
    MetricMathAnomalyDetector, Range, SingleMetricAnomalyDetector,
};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

const HOUR: i64 = 3_600;
const WEEKS: i64 = 14 * 24 * HOUR;

/// Hours with data that are called enough.
const ENOUGH: usize = 3;

pub fn detector(cx: &mut Cx, id: String, detector: Detector) -> Result<AnomalyDetector, AwsError> {
    let state = state(cx, &detector.subject)?;
    let shown = AnomalyDetector {
        anomaly_detector_id: Some(id),
        state_value: Some(state.to_owned()),
        configuration: Some(configuration(&detector.learning)),
        metric_characteristics: detector.learning.spikes.then_some(MetricCharacteristics {
            periodic_spikes: Some(true),
        }),
        ..AnomalyDetector::default()
    };
    Ok(match detector.subject {
        Subject::Single {
            namespace,
            name,
            dimensions: pairs,
            stat,
        } => {
            let single = SingleMetricAnomalyDetector {
                account_id: Some(cx.account().to_owned()),
                namespace: Some(namespace.clone()),
                metric_name: Some(name.clone()),
                dimensions: Some(dimensions(pairs.clone())),
                stat: Some(stat.clone()),
            };
            AnomalyDetector {
                namespace: Some(namespace),
                metric_name: Some(name),
                dimensions: Some(dimensions(pairs)),
                stat: Some(stat),
                single_metric_anomaly_detector: Some(single),
                ..shown
            }
        }
        Subject::Math(queries) => {
            let queries = queries.iter().map(query::shown).collect();
            let math = MetricMathAnomalyDetector {
                metric_data_queries: Some(queries),
            };
            AnomalyDetector {
                metric_math_anomaly_detector: Some(math),
                ..shown
            }
        }
    })
}

fn configuration(learning: &Learning) -> AnomalyDetectorConfiguration {
    let time = |second: i64| Timestamp::from_second(second).unwrap_or_default();
    let ranges = learning.excluded.iter().map(|(from, until)| Range {
        start_time: time(*from),
        end_time: time(*until),
    });
    AnomalyDetectorConfiguration {
        excluded_time_ranges: Some(ranges.collect()),
        metric_timezone: learning.zone.clone(),
        ..AnomalyDetectorConfiguration::default()
    }
}

/// By how many hours of the last two weeks have data.
fn state(cx: &mut Cx, subject: &Subject) -> Result<&'static str, AwsError> {
    let metrics: Vec<Identity> = match subject {
        Subject::Single {
            namespace,
            name,
            dimensions,
            ..
        } => vec![identity(namespace, name, dimensions)],
        Subject::Math(queries) => {
            let metrics = queries
                .iter()
                .filter_map(|query: &Query| query.metric.as_ref());
            metrics.map(|measured| measured.identity()).collect()
        }
    };
    let now = cx.now().as_second();
    let end = now.div_euclid(HOUR) * HOUR + HOUR;
    let window = Window {
        start: end - WEEKS,
        end,
        period: HOUR,
        now,
    };
    let mut least = usize::MAX;
    for metric in metrics {
        let scope = cx.scope();
        least = least.min(read(cx.tx, scope, metric, &window)?.len());
    }
    Ok(match least {
        0 | usize::MAX => "PENDING_TRAINING",
        hours if hours < ENOUGH => "TRAINED_INSUFFICIENT_DATA",
        _ => "TRAINED",
    })
}
