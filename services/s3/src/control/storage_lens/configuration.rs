//! PutStorageLensConfiguration, GetStorageLensConfiguration, DeleteStorageLensConfiguration and
//! ListStorageLensConfigurations.

use super::row::{self, Lens};
use super::tags;
use crate::control::access_point::nothing;
use crate::control::shapes::{
    DeleteStorageLensConfigurationRequest, GetStorageLensConfigurationRequest,
    GetStorageLensConfigurationResult, ListStorageLensConfigurationEntry,
    ListStorageLensConfigurationsRequest, ListStorageLensConfigurationsResult,
    PutStorageLensConfigurationRequest, StorageLensConfiguration,
};
use crate::errors;
use crate::listing::token;
use haneul_model::ToValue;
use haneul_pipeline::{AwsError, Cx, Reply, json};

/// In one Region.
const MOST: usize = 50;
const PAGE: usize = 100;

pub fn put(cx: &mut Cx, mut input: PutStorageLensConfigurationRequest) -> Result<Reply, AwsError> {
    let id = input.config_id.clone();
    let said = &mut input.storage_lens_configuration;
    if said.id != id {
        return Err(errors::invalid_request(
            "The configuration ID does not match the ID in the request body.",
        ));
    }
    refuse_undone(said)?;
    said.storage_lens_arn = Some(cx.arn("s3", &format!("storage-lens/{id}")));
    let enabled = said.is_enabled;
    let old = row::find(cx, &id)?;
    if old.is_none() && row::all(cx)?.len() >= MOST {
        return Err(AwsError::new(
            "TooManyConfigurations",
            "You are attempting to create a new configuration but have already reached the configuration limit.",
        )
        .status(400));
    }
    // Tags of an old one stay where nothing is said of them.
    let tags = match input.tags.take() {
        Some(tags) => tags::read(tags)?,
        None => old.map(|old| old.tags).unwrap_or_default(),
    };
    let lens = Lens {
        asked: json::write(&input.to_value()).to_string(),
        enabled,
        tags,
    };
    row::put(cx, &id, &lens)?;
    Ok(nothing())
}

/// What would be seen elsewhere.
fn refuse_undone(said: &StorageLensConfiguration) -> Result<(), AwsError> {
    let undone = [
        (said.data_export.is_some(), "exports of S3 Storage Lens"),
        (
            said.expanded_prefixes_data_export.is_some(),
            "exports of S3 Storage Lens",
        ),
        (
            said.cost_and_usage_reports_publish.is_some(),
            "S3 Storage Lens in cost and usage reports",
        ),
        (said.aws_org.is_some(), "S3 Storage Lens of organizations"),
        (
            said.account_level.storage_lens_group_level.is_some(),
            "groups of S3 Storage Lens",
        ),
    ];
    match undone.into_iter().find(|(said, _)| *said) {
        Some((_, what)) => Err(AwsError::not_implemented(what)),
        None => Ok(()),
    }
}

pub fn show(
    cx: &mut Cx,
    input: GetStorageLensConfigurationRequest,
) -> Result<GetStorageLensConfigurationResult, AwsError> {
    let lens = row::existing(cx, &input.config_id)?;
    Ok(GetStorageLensConfigurationResult {
        storage_lens_configuration: Some(lens.asked()?.storage_lens_configuration),
    })
}

pub fn delete(
    cx: &mut Cx,
    input: DeleteStorageLensConfigurationRequest,
) -> Result<Reply, AwsError> {
    row::existing(cx, &input.config_id)?;
    row::delete(cx, &input.config_id)?;
    Ok(nothing().status(204))
}

pub fn list(
    cx: &mut Cx,
    input: ListStorageLensConfigurationsRequest,
) -> Result<ListStorageLensConfigurationsResult, AwsError> {
    let query = ["storage lens"];
    let after = input.next_token.map(|token| token::open(&token, &query));
    let after = after.transpose()?;
    let mut lenses = row::all(cx)?;
    lenses.retain(|(id, _)| after.as_ref().is_none_or(|after| id > after));
    let more = lenses.len() > PAGE;
    lenses.truncate(PAGE);
    let next = lenses.last().filter(|_| more);
    let next_token = next.map(|(id, _)| token::seal(id, &query));
    let shown = |(id, lens): (String, Lens)| ListStorageLensConfigurationEntry {
        storage_lens_arn: Some(cx.arn("s3", &format!("storage-lens/{id}"))),
        home_region: Some(cx.region().to_owned()),
        is_enabled: Some(lens.enabled),
        id: Some(id),
    };
    Ok(ListStorageLensConfigurationsResult {
        storage_lens_configuration_list: Some(lenses.into_iter().map(shown).collect()),
        next_token,
    })
}
