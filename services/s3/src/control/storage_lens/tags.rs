//! PutStorageLensConfigurationTagging, GetStorageLensConfigurationTagging and
//! DeleteStorageLensConfigurationTagging.

use super::row;
use crate::control::access_point::nothing;
use crate::control::shapes::{
    DeleteStorageLensConfigurationTaggingRequest, GetStorageLensConfigurationTaggingRequest,
    GetStorageLensConfigurationTaggingResult, PutStorageLensConfigurationTaggingRequest,
    StorageLensTag,
};
use crate::shapes::Tag;
use crate::tagging;
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn read(tags: Vec<StorageLensTag>) -> Result<Vec<(String, String)>, AwsError> {
    let tag = |tag: StorageLensTag| Tag {
        key: tag.key,
        value: tag.value,
    };
    tagging::bucket_tags(tags.into_iter().map(tag).collect())
}

pub fn put_tags(
    cx: &mut Cx,
    input: PutStorageLensConfigurationTaggingRequest,
) -> Result<Reply, AwsError> {
    let tags = read(input.tags)?;
    set(cx, &input.config_id, tags)
}

pub fn delete_tags(
    cx: &mut Cx,
    input: DeleteStorageLensConfigurationTaggingRequest,
) -> Result<Reply, AwsError> {
    set(cx, &input.config_id, Vec::new())
}

fn set(cx: &mut Cx, id: &str, tags: Vec<(String, String)>) -> Result<Reply, AwsError> {
    let mut lens = row::existing(cx, id)?;
    lens.tags = tags;
    row::put(cx, id, &lens)?;
    Ok(nothing())
}

pub fn show_tags(
    cx: &mut Cx,
    input: GetStorageLensConfigurationTaggingRequest,
) -> Result<GetStorageLensConfigurationTaggingResult, AwsError> {
    let lens = row::existing(cx, &input.config_id)?;
    let shown = |(key, value)| StorageLensTag { key, value };
    Ok(GetStorageLensConfigurationTaggingResult {
        tags: Some(lens.tags.into_iter().map(shown).collect()),
    })
}
