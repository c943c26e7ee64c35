//! ListHostedConfigurationVersions: the newest first.

use super::row::{VERSIONS, Version};
use crate::{limits, profile, shapes};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: shapes::ListHostedConfigurationVersionsRequest,
) -> Result<shapes::HostedConfigurationVersions, AwsError> {
    let page = limits::page(input.max_results, input.next_token.as_deref())?;
    let profile = profile::open(cx, &input.application_id, &input.configuration_profile_id)?;
    let (application, id) = (profile.application.as_str(), profile.id.as_str());
    let read = |after: Option<&str>, most: usize| {
        let span = Span::prefix(&(application, id));
        let span = match after.and_then(|after| after.parse::<i64>().ok()) {
            Some(after) => span.before(&(application, id, after)),
            None => span,
        };
        let rows = VERSIONS.scan(cx.tx, cx.scope(), span, most, true)?;
        let named = rows.into_iter();
        Ok(named.map(|((_, _, n), row)| (n.to_string(), row)).collect())
    };
    let label = input.version_label.as_deref();
    let keep = |version: &Version| match label {
        None => true,
        Some(label) => match (label.strip_suffix('*'), version.label.as_deref()) {
            (Some(start), Some(own)) => own.starts_with(start),
            (None, Some(own)) => own == label,
            (_, None) => false,
        },
    };
    let (rows, next_token) = page.fill(read, keep)?;
    Ok(shapes::HostedConfigurationVersions {
        items: Some(rows.into_iter().map(summary).collect()),
        next_token,
    })
}

fn summary(version: Version) -> shapes::HostedConfigurationVersionSummary {
    shapes::HostedConfigurationVersionSummary {
        application_id: Some(version.application),
        configuration_profile_id: Some(version.profile),
        version_number: Some(version.number),
        description: version.description,
        content_type: Some(version.content_type),
        version_label: version.label,
        kms_key_arn: version.key,
    }
}
