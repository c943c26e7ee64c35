//! Operations: PutBucketMetricsConfiguration, GetBucketMetricsConfiguration, DeleteBucketMetricsConfiguration, ListBucketMetricsConfigurations.

use crate::bucket::{self, configured};
use crate::configuration::{check_id, no_such, page};
use crate::filter::{Filter, read_filter};
use crate::shapes::{
    DeleteBucketMetricsConfigurationOutput, DeleteBucketMetricsConfigurationRequest,
    GetBucketMetricsConfigurationOutput, GetBucketMetricsConfigurationRequest,
    ListBucketMetricsConfigurationsOutput, ListBucketMetricsConfigurationsRequest,
    MetricsAndOperator, MetricsConfiguration, MetricsFilter, PutBucketMetricsConfigurationOutput,
    PutBucketMetricsConfigurationRequest,
};
use haneul_pipeline::{AwsError, Cx};
use serde::{Deserialize, Serialize};

pub const KIND: &str = "metrics";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Without one, everything is meant.
    filter: Option<Filter>,
}

impl Rule {
    /// Whether a request for this key is meant. What tags an object has is not known then.
    pub fn means(&self, key: Option<&str>) -> bool {
        let Some(filter) = &self.filter else {
            return true;
        };
        let begins = key.is_some_and(|key| key.starts_with(filter.prefix()));
        begins && filter.tags.is_empty()
    }
}

pub fn put_bucket_metrics_configuration(
    cx: &mut Cx,
    input: PutBucketMetricsConfigurationRequest,
) -> Result<PutBucketMetricsConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let said = input.metrics_configuration;
    check_id(cx, &bucket, KIND, &input.id, &said.id)?;
    let points = said.filter.as_ref().is_some_and(|filter| {
        let and = filter.and.as_ref();
        filter.access_point_arn.is_some() || and.is_some_and(|and| and.access_point_arn.is_some())
    });
    if points {
        return Err(AwsError::not_implemented("S3 access points"));
    }
    let filter = match said.filter {
        Some(filter) => Some(read_filter!(filter)?),
        None => None,
    };
    configured::put(cx, &bucket, KIND, &input.id, &Rule { filter })?;
    Ok(PutBucketMetricsConfigurationOutput::default())
}

fn shown(id: String, rule: &Rule) -> MetricsConfiguration {
    MetricsConfiguration {
        id,
        filter: rule.filter.as_ref().map(shown_filter),
    }
}

fn shown_filter(filter: &Filter) -> MetricsFilter {
    let (alone, and) = filter.shown();
    MetricsFilter {
        prefix: alone.prefix,
        tag: alone.tags.into_iter().next(),
        and: and.map(|and| MetricsAndOperator {
            prefix: and.prefix,
            tags: (!and.tags.is_empty()).then_some(and.tags),
            ..Default::default()
        }),
        ..Default::default()
    }
}

pub fn get_bucket_metrics_configuration(
    cx: &mut Cx,
    input: GetBucketMetricsConfigurationRequest,
) -> Result<GetBucketMetricsConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let rule: Option<Rule> = configured::get(cx, &bucket, KIND, &input.id)?;
    let rule = rule.ok_or_else(|| no_such(&bucket))?;
    Ok(GetBucketMetricsConfigurationOutput {
        metrics_configuration: Some(shown(input.id, &rule)),
    })
}

pub fn delete_bucket_metrics_configuration(
    cx: &mut Cx,
    input: DeleteBucketMetricsConfigurationRequest,
) -> Result<DeleteBucketMetricsConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    match configured::delete(cx, &bucket, KIND, &input.id)? {
        true => Ok(DeleteBucketMetricsConfigurationOutput::default()),
        false => Err(no_such(&bucket)),
    }
}

pub fn list_bucket_metrics_configurations(
    cx: &mut Cx,
    input: ListBucketMetricsConfigurationsRequest,
) -> Result<ListBucketMetricsConfigurationsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let token = input.continuation_token;
    let page = page::<Rule>(cx, &bucket, KIND, token.as_deref())?;
    let rows = page.rows.into_iter().map(|(id, rule)| shown(id, &rule));
    let rows: Vec<_> = rows.collect();
    Ok(ListBucketMetricsConfigurationsOutput {
        is_truncated: Some(page.next.is_some()),
        continuation_token: token,
        next_continuation_token: page.next,
        metrics_configuration_list: (!rows.is_empty()).then_some(rows),
    })
}
