//! Operations: PutBucketIntelligentTieringConfiguration, GetBucketIntelligentTieringConfiguration, DeleteBucketIntelligentTieringConfiguration, ListBucketIntelligentTieringConfigurations.

use super::row::{Archive, KIND, Rule};
use crate::bucket::{self, configured, scheduled};
use crate::configuration::{check_id, no_such, page};
use crate::errors;
use crate::filter::{Filter, read_filter, show_filter};
use crate::shapes::{
    DeleteBucketIntelligentTieringConfigurationOutput,
    DeleteBucketIntelligentTieringConfigurationRequest,
    GetBucketIntelligentTieringConfigurationOutput,
    GetBucketIntelligentTieringConfigurationRequest, IntelligentTieringAndOperator,
    IntelligentTieringConfiguration, IntelligentTieringFilter,
    ListBucketIntelligentTieringConfigurationsOutput,
    ListBucketIntelligentTieringConfigurationsRequest,
    PutBucketIntelligentTieringConfigurationOutput,
    PutBucketIntelligentTieringConfigurationRequest, Tiering,
};
use haneul_pipeline::{AwsError, Cx};

const MOST_DAYS: i64 = 730;

pub fn put_bucket_intelligent_tiering_configuration(
    cx: &mut Cx,
    input: PutBucketIntelligentTieringConfigurationRequest,
) -> Result<PutBucketIntelligentTieringConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let wanted = input.intelligent_tiering_configuration;
    check_id(cx, &bucket, KIND, &input.id, &wanted.id)?;
    let everything = wanted.filter.is_none();
    let filter = match wanted.filter {
        Some(filter) => read_filter!(filter)?,
        None => Filter::default(),
    };
    let rule = Rule {
        enabled: wanted.status == "Enabled",
        filter,
        everything,
        tiers: tiers(&wanted.tierings)?,
    };
    configured::put(cx, &bucket, KIND, &input.id, &rule)?;
    scheduled::set(cx, &bucket, KIND, "")?;
    Ok(PutBucketIntelligentTieringConfigurationOutput::default())
}

fn tiers(wanted: &[Tiering]) -> Result<Vec<(Archive, i64)>, AwsError> {
    let mut tiers: Vec<(Archive, i64)> = Vec::new();
    for tiering in wanted {
        let (archive, least) = match tiering.access_tier.as_str() {
            "ARCHIVE_ACCESS" => (Archive::Archive, 90),
            "DEEP_ARCHIVE_ACCESS" => (Archive::DeepArchive, 180),
            _ => return Err(errors::malformed_xml()),
        };
        let (name, days) = (&tiering.access_tier, tiering.days);
        let wrong = |what: String| Err(errors::invalid_argument(what, "Days", &days.to_string()));
        if days < least {
            return wrong(format!(
                "Days specified in {name} tier should not be less than {least}."
            ));
        }
        if days > MOST_DAYS {
            return wrong(format!(
                "Days specified in {name} tier should not be greater than {MOST_DAYS}."
            ));
        }
        if tiers.iter().any(|(known, _)| *known == archive) {
            return Err(errors::malformed_xml());
        }
        tiers.push((archive, days));
    }
    let days = |of: Archive| tiers.iter().find(|(tier, _)| *tier == of).map(|t| t.1);
    match (days(Archive::Archive), days(Archive::DeepArchive)) {
        (Some(archive), Some(deep)) if deep <= archive => Err(errors::invalid_argument(
            "Days specified in DEEP_ARCHIVE_ACCESS tier should be greater than days specified in ARCHIVE_ACCESS tier.",
            "Days",
            &deep.to_string(),
        )),
        (None, None) => Err(errors::malformed_xml()),
        _ => Ok(tiers),
    }
}

fn shown(id: String, rule: &Rule) -> IntelligentTieringConfiguration {
    let tiering = |(archive, days): &(Archive, i64)| Tiering {
        days: *days,
        access_tier: match archive {
            Archive::Archive => "ARCHIVE_ACCESS".to_owned(),
            Archive::DeepArchive => "DEEP_ARCHIVE_ACCESS".to_owned(),
        },
    };
    let filter = show_filter!(
        rule.filter,
        IntelligentTieringFilter,
        IntelligentTieringAndOperator
    );
    IntelligentTieringConfiguration {
        id,
        filter: (!rule.everything).then_some(filter),
        status: if rule.enabled { "Enabled" } else { "Disabled" }.to_owned(),
        tierings: rule.tiers.iter().map(tiering).collect(),
    }
}

pub fn get_bucket_intelligent_tiering_configuration(
    cx: &mut Cx,
    input: GetBucketIntelligentTieringConfigurationRequest,
) -> Result<GetBucketIntelligentTieringConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let rule: Option<Rule> = configured::get(cx, &bucket, KIND, &input.id)?;
    let rule = rule.ok_or_else(|| no_such(&bucket))?;
    Ok(GetBucketIntelligentTieringConfigurationOutput {
        intelligent_tiering_configuration: Some(shown(input.id, &rule)),
    })
}

pub fn delete_bucket_intelligent_tiering_configuration(
    cx: &mut Cx,
    input: DeleteBucketIntelligentTieringConfigurationRequest,
) -> Result<DeleteBucketIntelligentTieringConfigurationOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    match configured::delete(cx, &bucket, KIND, &input.id)? {
        true => Ok(DeleteBucketIntelligentTieringConfigurationOutput::default()),
        false => Err(no_such(&bucket)),
    }
}

pub fn list_bucket_intelligent_tiering_configurations(
    cx: &mut Cx,
    input: ListBucketIntelligentTieringConfigurationsRequest,
) -> Result<ListBucketIntelligentTieringConfigurationsOutput, AwsError> {
    let bucket = bucket::open(cx, &input.bucket)?;
    let token = input.continuation_token;
    let page = page::<Rule>(cx, &bucket, KIND, token.as_deref())?;
    let rows: Vec<_> = page
        .rows
        .into_iter()
        .map(|(id, rule)| shown(id, &rule))
        .collect();
    Ok(ListBucketIntelligentTieringConfigurationsOutput {
        is_truncated: Some(page.next.is_some()),
        continuation_token: token,
        next_continuation_token: page.next,
        intelligent_tiering_configuration_list: (!rows.is_empty()).then_some(rows),
    })
}
