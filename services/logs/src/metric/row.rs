//! The row of a metric filter.

use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Span, Stored, Table};
use serde::{Deserialize, Serialize};

/// By the group's id and the name.
pub static METRICS: Table<(u64, String), Metric> = Table::new("logs_metric");

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Metric {
    pub name: String,
    pub pattern: String,
    pub created: i64,
    pub metric: String,
    pub namespace: String,
    pub value: String,
    pub default: Option<f64>,
    pub dimensions: Vec<(String, String)>,
    pub unit: Option<String>,
    /// The name of its group.
    pub group: String,
}

impl Stored for Metric {
    const VERSION: u32 = 1;
}

pub fn count(cx: &Cx, group: u64) -> Result<usize, AwsError> {
    Ok(METRICS.count(cx.tx, cx.scope(), Span::prefix(&(group,)))?)
}
