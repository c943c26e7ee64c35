//! One query: a metric's statistic, or an expression over others.

use crate::errors;
use crate::metric::{Identity, identity};
use crate::shapes::{Metric, MetricDataQuery, MetricStat};
use haneul_metric::Stat;
use haneul_metric::math::Expression;
use haneul_pipeline::AwsError;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Query {
    pub id: String,
    pub metric: Option<Measured>,
    pub expression: Option<String>,
    pub label: Option<String>,
    pub returned: Option<bool>,
    pub period: Option<i64>,
}

/// A statistic of a metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    pub namespace: String,
    pub name: String,
    pub dimensions: Vec<(String, String)>,
    pub period: i64,
    pub stat: String,
    pub unit: Option<String>,
}

impl Measured {
    pub fn identity(&self) -> Identity {
        identity(&self.namespace, &self.name, &self.dimensions)
    }
}

impl Query {
    pub fn is_returned(&self) -> bool {
        self.returned != Some(false)
    }
}

/// A period that data can be asked in.
pub fn check_period(period: i64, path: &str) -> Result<(), AwsError> {
    let good = [1, 5, 10, 20, 30].contains(&period) || (period > 0 && period % 60 == 0);
    match good && period <= 86_400 * 365 {
        true => Ok(()),
        false => Err(errors::value(format!(
            "The parameter {path} must be a multiple of 60, or 1, 5, 10, 20 or 30."
        ))),
    }
}

pub fn check_stat(stat: &str, path: &str) -> Result<Stat, AwsError> {
    Stat::read(stat).ok_or_else(|| errors::bad_value(stat, path))
}

/// All queries of a call, each with an id of its own.
pub fn read(queries: Vec<MetricDataQuery>, account: &str) -> Result<Vec<Query>, AwsError> {
    let mut seen = HashSet::new();
    let mut read = Vec::with_capacity(queries.len());
    for (n, query) in queries.into_iter().enumerate() {
        let path = format!("MetricDataQueries.member.{}", n + 1);
        let query = one(query, &path, account)?;
        if !seen.insert(query.id.clone()) {
            return Err(errors::validation(format!(
                "The values for parameter id in MetricDataQueries are not unique: {}",
                query.id
            )));
        }
        read.push(query);
    }
    Ok(read)
}

fn one(query: MetricDataQuery, path: &str, account: &str) -> Result<Query, AwsError> {
    let plain = query
        .id
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if !plain || !query.id.starts_with(|c: char| c.is_ascii_lowercase()) {
        return Err(errors::validation(format!(
            "The value {} for parameter {path}.Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.",
            query.id
        )));
    }
    if query
        .account_id
        .as_ref()
        .is_some_and(|other| other != account)
    {
        return Err(AwsError::not_implemented(
            "metrics of other accounts (AccountId)",
        ));
    }
    if let Some(period) = query.period {
        check_period(period, &format!("{path}.Period"))?;
    }
    let metric = match (query.metric_stat, &query.expression) {
        (Some(stat), None) => Some(measured(stat, path)?),
        (None, Some(expression)) => {
            check_expression(&query.id, expression)?;
            None
        }
        _ => {
            return Err(errors::validation(format!(
                "Exactly one of {path}.MetricStat and {path}.Expression must be specified."
            )));
        }
    };
    Ok(Query {
        id: query.id,
        metric,
        expression: query.expression,
        label: query.label,
        returned: query.return_data,
        period: query.period,
    })
}

fn measured(given: MetricStat, path: &str) -> Result<Measured, AwsError> {
    let Metric {
        namespace,
        metric_name,
        dimensions,
    } = given.metric;
    let missing = |name: &str| errors::missing(&format!("{path}.MetricStat.Metric.{name}"));
    check_period(given.period, &format!("{path}.MetricStat.Period"))?;
    check_stat(&given.stat, &format!("{path}.MetricStat.Stat"))?;
    let dimensions = dimensions.unwrap_or_default().into_iter();
    Ok(Measured {
        namespace: namespace.ok_or_else(|| missing("Namespace"))?,
        name: metric_name.ok_or_else(|| missing("MetricName"))?,
        dimensions: dimensions.map(|d| (d.name, d.value)).collect(),
        period: given.period,
        stat: given.stat,
        unit: given.unit,
    })
}

pub fn check_expression(id: &str, text: &str) -> Result<Expression, AwsError> {
    if text
        .trim_start()
        .get(..6)
        .is_some_and(|word| word.eq_ignore_ascii_case("select"))
    {
        return Err(AwsError::not_implemented(
            "queries of Metrics Insights (SELECT)",
        ));
    }
    let bad = |why| errors::validation(format!("Error in expression '{id}': {why}"));
    let expression = Expression::parse(text).map_err(bad)?;
    for name in [
        "INSIGHT_RULE_METRIC",
        "SERVICE_QUOTA",
        "LAMBDA",
        "DB_PERF_INSIGHTS",
    ] {
        if expression.calls(name) {
            return Err(AwsError::not_implemented(format_args!(
                "the function {name}"
            )));
        }
    }
    Ok(expression)
}

/// As the API shows it.
pub fn shown(query: &Query) -> MetricDataQuery {
    let stat = query.metric.as_ref().map(|measured| MetricStat {
        metric: Metric {
            namespace: Some(measured.namespace.clone()),
            metric_name: Some(measured.name.clone()),
            dimensions: Some(crate::metric::list_metrics::dimensions(
                measured.dimensions.clone(),
            )),
        },
        period: measured.period,
        stat: measured.stat.clone(),
        unit: measured.unit.clone(),
    });
    MetricDataQuery {
        id: query.id.clone(),
        metric_stat: stat,
        expression: query.expression.clone(),
        label: query.label.clone(),
        return_data: query.returned,
        period: query.period,
        ..MetricDataQuery::default()
    }
}
