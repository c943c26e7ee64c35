#![doc = include_str!("../README.md")]

mod access;
mod alarm;
mod anomaly;
mod composite;
mod dashboard;
mod data;
mod errors;
mod limits;
mod metric;
mod stream;
mod tag;
mod widget;

include!(concat!(env!("OUT_DIR"), "/service.rs"));

use haneul_model::{Value, Violation};
use haneul_pipeline::{AwsError, Call, Check, Cx, Reconciler, Registered, Service, TimerHandler};

/// Amazon CloudWatch.
pub struct CloudWatch;

impl Service for CloudWatch {
    fn model(&self) -> &'static str {
        "cloudwatch"
    }

    fn operations(&self) -> Vec<Registered> {
        operations()
    }

    fn checks(&self, cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
        access::checks(cx, operation, input)
    }

    fn invalid(&self, violations: &[Violation]) -> AwsError {
        errors::violation(violations)
    }

    fn denied(&self, _call: &Call, message: String) -> AwsError {
        errors::denied(message)
    }

    fn data_event(&self, operation: &str) -> Option<&'static str> {
        match operation {
            "PutMetricData"
            | "GetMetricData"
            | "GetMetricStatistics"
            | "ListMetrics"
            | "GetMetricWidgetImage" => Some("AWS::CloudWatch::Metric"),
            _ => None,
        }
    }

    fn timers(&self) -> Vec<(&'static str, TimerHandler)> {
        vec![
            (alarm::EVALUATE, alarm::evaluate),
            (alarm::REFUSED, alarm::refused),
            (composite::COMPOSE, composite::compose),
            (composite::RELEASE, composite::release),
            (stream::DELIVER, stream::deliver),
        ]
    }

    fn reconcilers(&self) -> Vec<Reconciler> {
        vec![metric::compact(), metric::sweep()]
    }
}
