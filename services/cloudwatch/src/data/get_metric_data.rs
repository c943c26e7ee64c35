//! GetMetricData: many metrics and expressions, in pages of so many data points.

use super::query;
use super::{Asked, Resolver, label};
use crate::errors;
use crate::limits::{POINTS, QUERIES};
use crate::shapes::{GetMetricDataInput, GetMetricDataOutput, MetricDataResult};
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_metric::math::Series;
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

pub fn run(cx: &mut Cx, input: GetMetricDataInput) -> Result<GetMetricDataOutput, AwsError> {
    if input.metric_data_queries.is_empty() {
        return Err(errors::missing("MetricDataQueries"));
    }
    if input.metric_data_queries.len() > QUERIES {
        return Err(errors::validation(format!(
            "The collection MetricDataQueries must not have a size greater than {QUERIES}."
        )));
    }
    let (start, end) = (input.start_time.as_second(), input.end_time.as_second());
    if start >= end {
        return Err(errors::validation(
            "The parameter StartTime must be less than the parameter EndTime.",
        ));
    }
    let zone = input.label_options.and_then(|options| options.timezone);
    if zone
        .as_deref()
        .is_some_and(|zone| label::offset(zone).is_none())
    {
        return Err(errors::validation(
            "The parameter LabelOptions.Timezone must be like +0130.",
        ));
    }
    let most = match input.max_datapoints {
        None => POINTS,
        Some(most) => usize::try_from(most)
            .ok()
            .filter(|most| (1..=POINTS).contains(most))
            .ok_or_else(|| errors::bad_value(most, "MaxDatapoints"))?,
    };
    let skipped = input.next_token.as_deref().map(offset).unwrap_or(Some(0));
    let skipped = skipped.ok_or_else(errors::token)?;
    let ascending = input.scan_by.as_deref() == Some("TimestampAscending");
    let account = cx.account();
    let queries = query::read(input.metric_data_queries, account)?;
    if !queries.iter().any(super::Query::is_returned) {
        return Err(errors::validation(
            "At least one query must have ReturnData.",
        ));
    }
    let asked = Asked {
        start,
        end,
        exact: false,
    };
    let resolver = Resolver::new(cx, &queries, asked, zone.as_deref());
    let mut cut = Cut {
        skip: skipped,
        left: most,
        given: skipped,
        more: false,
    };
    let mut results = Vec::new();
    for query in queries.iter().filter(|query| query.is_returned()) {
        for series in resolver.find(query)?.series {
            results.extend(cut.result(&query.id, series, ascending));
        }
    }
    Ok(GetMetricDataOutput {
        metric_data_results: Some(results),
        next_token: cut
            .more
            .then(|| BASE64_STANDARD.encode(cut.given.to_string())),
        messages: Some(Vec::new()),
    })
}

fn offset(token: &str) -> Option<usize> {
    let bytes = BASE64_STANDARD.decode(token).ok()?;
    String::from_utf8(bytes).ok()?.parse().ok()
}

/// What belongs to this page.
struct Cut {
    skip: usize,
    left: usize,
    /// Points of this page and those before.
    given: usize,
    more: bool,
}

impl Cut {
    fn result(&mut self, id: &str, series: Series, ascending: bool) -> Option<MetricDataResult> {
        let all = series.points.len();
        let skipped = self.skip.min(all);
        self.skip -= skipped;
        // Whoever was given whole on a page before is not shown again.
        if skipped == all && all > 0 {
            return None;
        }
        let taken = self.left.min(all - skipped);
        let complete = skipped + taken == all;
        self.more |= !complete;
        if taken == 0 && !complete {
            return None;
        }
        self.left -= taken;
        self.given += taken;
        let mut points = series.points;
        if !ascending {
            points.reverse();
        }
        let page = || points.iter().skip(skipped).take(taken);
        let time = |at: i64| Timestamp::from_second(at).unwrap_or_default();
        Some(MetricDataResult {
            id: Some(id.to_owned()),
            label: Some(series.label),
            timestamps: Some(page().map(|point| time(point.0)).collect()),
            values: Some(page().map(|point| point.1).collect()),
            status_code: Some(if complete { "Complete" } else { "PartialData" }.to_owned()),
            messages: None,
        })
    }
}
