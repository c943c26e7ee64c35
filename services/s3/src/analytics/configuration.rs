//! Operations: PutBucketAnalyticsConfiguration, GetBucketAnalyticsConfiguration, DeleteBucketAnalyticsConfiguration, ListBucketAnalyticsConfigurations.

use crate::bucket::{self, configured};
use crate::configuration::{check_id, no_such, page};
use crate::filter::{Filter, read_filter};
use crate::shapes::{
    AnalyticsAndOperator, AnalyticsConfiguration, AnalyticsFilter,
    DeleteBucketAnalyticsConfigurationOutput, DeleteBucketAnalyticsConfigurationRequest,
    GetBucketAnalyticsConfigurationOutput, GetBucketAnalyticsConfigurationRequest,
    ListBucketAnalyticsConfigurationsOutput, ListBucketAnalyticsConfigurationsRequest,
    PutBucketAnalyticsConfigurationOutput, PutBucketAnalyticsConfigurationRequest,
    StorageClassAnalysis,
};
use haneul_pipeline::{AwsError, Cx};
use serde::{Deserialize, Serialize};

const KIND: &str = "analytics";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Rule {
    /// Without one, everything is meant.
    filter: Option<Filter>,
}

pub fn put_bucket_analytics_configuration(
    cx: &mut Cx,
    input: PutBucketAnalyticsConfigurationRequest,
) -> Result<PutBucketAnalyticsConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let said = input.analytics_configuration;
    check_id(cx, &bucket, KIND, &input.id, &said.id)?;
    if said.storage_class_analysis.data_export.is_some() {
        return Err(AwsError::not_implemented("exports of S3 analytics"));
    }
    let filter = match said.filter {
        Some(filter) => Some(read_filter!(filter)?),
        None => None,
    };
    configured::put(cx, &bucket, KIND, &input.id, &Rule { filter })?;
    Ok(PutBucketAnalyticsConfigurationOutput::default())
}

fn shown(id: String, rule: &Rule) -> AnalyticsConfiguration {
    AnalyticsConfiguration {
        id,
        filter: rule.filter.as_ref().map(shown_filter),
        storage_class_analysis: StorageClassAnalysis::default(),
    }
}

fn shown_filter(filter: &Filter) -> AnalyticsFilter {
    let (alone, and) = filter.shown();
    AnalyticsFilter {
        prefix: alone.prefix,
        tag: alone.tags.into_iter().next(),
        and: and.map(|and| AnalyticsAndOperator {
            prefix: and.prefix,
            tags: (!and.tags.is_empty()).then_some(and.tags),
        }),
    }
}

pub fn get_bucket_analytics_configuration(
    cx: &mut Cx,
    input: GetBucketAnalyticsConfigurationRequest,
) -> Result<GetBucketAnalyticsConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let rule: Option<Rule> = configured::get(cx, &bucket, KIND, &input.id)?;
    let rule = rule.ok_or_else(|| no_such(&bucket))?;
    Ok(GetBucketAnalyticsConfigurationOutput {
        analytics_configuration: Some(shown(input.id, &rule)),
    })
}

pub fn delete_bucket_analytics_configuration(
    cx: &mut Cx,
    input: DeleteBucketAnalyticsConfigurationRequest,
) -> Result<DeleteBucketAnalyticsConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    match configured::delete(cx, &bucket, KIND, &input.id)? {
        true => Ok(DeleteBucketAnalyticsConfigurationOutput::default()),
        false => Err(no_such(&bucket)),
    }
}

pub fn list_bucket_analytics_configurations(
    cx: &mut Cx,
    input: ListBucketAnalyticsConfigurationsRequest,
) -> Result<ListBucketAnalyticsConfigurationsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let token = input.continuation_token;
    let page = page::<Rule>(cx, &bucket, KIND, token.as_deref())?;
    let rows = page.rows.into_iter().map(|(id, rule)| shown(id, &rule));
    let rows: Vec<_> = rows.collect();
    Ok(ListBucketAnalyticsConfigurationsOutput {
        is_truncated: Some(page.next.is_some()),
        continuation_token: token,
        next_continuation_token: page.next,
        analytics_configuration_list: (!rows.is_empty()).then_some(rows),
    })
}
