//! What calls say of a detector.

use super::row::Learning;
use super::subject::{self, Subject};
use crate::data::{Measured, query};
use crate::errors;
use crate::shapes::{
    AnomalyDetectorConfiguration, Dimension, MetricCharacteristics, MetricMathAnomalyDetector,
    SingleMetricAnomalyDetector,
};
use haneul_pipeline::AwsError;
use jiff::tz::TimeZone;

/// Ranges of one detector.
const RANGES: usize = 1_000;

/// The members in which PutAnomalyDetector and DeleteAnomalyDetector say what they are about.
pub struct Given {
    pub namespace: Option<String>,
    pub metric_name: Option<String>,
    pub dimensions: Option<Vec<Dimension>>,
    pub stat: Option<String>,
    pub single: Option<SingleMetricAnomalyDetector>,
    pub math: Option<MetricMathAnomalyDetector>,
}

macro_rules! given {
    ($input:expr) => {
        crate::anomaly::given::Given {
            namespace: $input.namespace,
            metric_name: $input.metric_name,
            dimensions: $input.dimensions,
            stat: $input.stat,
            single: $input.single_metric_anomaly_detector,
            math: $input.metric_math_anomaly_detector,
        }
    };
}

pub(super) use given;

impl Given {
    pub fn is_empty(&self) -> bool {
        let old = self.namespace.is_some() || self.metric_name.is_some() || self.stat.is_some();
        !old && self.dimensions.is_none() && self.single.is_none() && self.math.is_none()
    }

    pub fn subject(self, account: &str) -> Result<Subject, AwsError> {
        let old = self.namespace.is_some() || self.metric_name.is_some() || self.stat.is_some();
        match (old, self.single, self.math) {
            (false, Some(single), None) => {
                if single
                    .account_id
                    .as_ref()
                    .is_some_and(|other| other != account)
                {
                    return Err(AwsError::not_implemented(
                        "metrics of other accounts (AccountId)",
                    ));
                }
                let names = (single.namespace, single.metric_name, single.stat);
                of_single("SingleMetricAnomalyDetector.", names, single.dimensions)
            }
            (false, None, Some(math)) => of_math(math, account),
            (_, None, None) => {
                let names = (self.namespace, self.metric_name, self.stat);
                of_single("", names, self.dimensions)
            }
            _ => Err(errors::combination(
                "Exactly one of SingleMetricAnomalyDetector, MetricMathAnomalyDetector and the parameters of a metric must be specified.",
            )),
        }
    }
}

type Names = (Option<String>, Option<String>, Option<String>);

fn of_single(
    path: &str,
    (namespace, name, stat): Names,
    dimensions: Option<Vec<Dimension>>,
) -> Result<Subject, AwsError> {
    let missing = |member: &str| errors::missing(&format!("{path}{member}"));
    let stat = stat.ok_or_else(|| missing("Stat"))?;
    query::check_stat(&stat, &format!("{path}Stat"))?;
    let dimensions = dimensions.unwrap_or_default().into_iter();
    Ok(Subject::of_metric(&Measured {
        namespace: namespace.ok_or_else(|| missing("Namespace"))?,
        name: name.ok_or_else(|| missing("MetricName"))?,
        dimensions: dimensions.map(|one| (one.name, one.value)).collect(),
        period: 60,
        stat,
        unit: None,
    }))
}

fn of_math(math: MetricMathAnomalyDetector, account: &str) -> Result<Subject, AwsError> {
    let queries = query::read(math.metric_data_queries.unwrap_or_default(), account)?;
    let returned = queries.iter().filter(|query| query.is_returned()).count();
    let root = subject::root(&queries).filter(|root| returned == 1 && root.expression.is_some());
    let Some(root) = root else {
        return Err(errors::value(
            "Exactly one element of MetricMathAnomalyDetector.MetricDataQueries must return data, and it must be an expression.",
        ));
    };
    match subject::asks_for_bands(&queries, root) {
        true => Err(errors::value(
            "The parameter MetricMathAnomalyDetector.MetricDataQueries must not use ANOMALY_DETECTION_BAND.",
        )),
        false => Ok(Subject::Math(queries)),
    }
}

pub fn learning(
    configuration: Option<AnomalyDetectorConfiguration>,
    characteristics: Option<MetricCharacteristics>,
) -> Result<Learning, AwsError> {
    let configuration = configuration.unwrap_or_default();
    for (name, given) in [
        ("AdaptationSpeed", configuration.adaptation_speed.is_some()),
        (
            "OutlierFilteringStrength",
            configuration.outlier_filtering_strength.is_some(),
        ),
    ] {
        if given {
            return Err(AwsError::not_implemented(format_args!(
                "PutAnomalyDetector's {name}"
            )));
        }
    }
    let path = "Configuration";
    let zone = configuration.metric_timezone;
    if let Some(name) = zone.as_deref().filter(|name| TimeZone::get(name).is_err()) {
        return Err(errors::bad_value(name, &format!("{path}.MetricTimezone")));
    }
    let ranges = configuration.excluded_time_ranges.unwrap_or_default();
    let path = format!("{path}.ExcludedTimeRanges");
    if ranges.len() > RANGES {
        return Err(errors::value(format!(
            "The collection {path} must not have a size greater than {RANGES}."
        )));
    }
    let mut excluded = Vec::with_capacity(ranges.len());
    for (n, range) in ranges.iter().enumerate() {
        let (from, until) = (range.start_time.as_second(), range.end_time.as_second());
        if from >= until {
            return Err(errors::value(format!(
                "The parameter {path}.member.{}.StartTime must be less than EndTime.",
                n + 1
            )));
        }
        excluded.push((from, until));
    }
    Ok(Learning {
        excluded,
        zone,
        spikes: characteristics.and_then(|known| known.periodic_spikes) == Some(true),
    })
}
