//! TestMetricFilter: which messages a pattern fits, and what it finds in them.

use crate::filters;
use crate::shapes::{MetricFilterMatchRecord, TestMetricFilterRequest, TestMetricFilterResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    _cx: &mut Cx,
    input: TestMetricFilterRequest,
) -> Result<TestMetricFilterResponse, AwsError> {
    let filter = filters::parse(&input.filter_pattern)?;
    let numbered = input.log_event_messages.into_iter().enumerate();
    let matches = numbered
        .filter(|(_, message)| filter.matches(message))
        .map(|(at, message)| MetricFilterMatchRecord {
            event_number: Some(at as i64 + 1),
            extracted_values: Some(filter.extract(&message)),
            event_message: Some(message),
        });
    Ok(TestMetricFilterResponse {
        matches: Some(matches.collect()),
    })
}
