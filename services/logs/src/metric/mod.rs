//! Metric filters, and metrics that events have in them.

mod embedded;
mod emit;
pub mod row;

use crate::event::add::Added;
use crate::group::row::Group;
use haneul_pipeline::{AwsError, Cx};

/// What is measured in events that were put goes to CloudWatch, where there is one.
pub fn emit(cx: &mut Cx, group: &Group, added: &[Added<'_>]) -> Result<(), AwsError> {
    if !cx.cloud.has("cloudwatch", "PutMetricData") {
        return Ok(());
    }
    emit::emit(cx, group, added)?;
    match group.class.as_str() {
        "INFREQUENT_ACCESS" => Ok(()),
        _ => embedded::emit(cx, group, added),
    }
}

include!(concat!(env!("OUT_DIR"), "/metric.rs"));
