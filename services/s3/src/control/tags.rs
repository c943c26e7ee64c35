//! TagResource, UntagResource and ListTagsForResource: of buckets, access points and configurations of
//! Storage Lens, by their ARNs.

use super::access_point::{self, AccessPoint, nothing};
use super::shapes::{
    ListTagsForResourceRequest, ListTagsForResourceResult, Tag, TagResourceRequest,
    UntagResourceRequest,
};
use super::storage_lens::{self, Lens};
use crate::bucket::{self, Bucket};
use crate::shapes::Tag as BucketTag;
use crate::{errors, tagging};
use haneul_pipeline::{AwsError, Cx, Reply};

type Tags = Vec<(String, String)>;

pub fn read(tags: Vec<Tag>) -> Result<Tags, AwsError> {
    let tag = |tag: Tag| BucketTag {
        key: tag.key,
        value: tag.value,
    };
    tagging::bucket_tags(tags.into_iter().map(tag).collect())
}

/// The bucket that an ARN is of, if it is one's.
pub fn bucket_of(cx: &mut Cx, arn: &str) -> Result<Option<Bucket>, AwsError> {
    let prefix = format!("arn:{}:s3:::", cx.partition());
    let name = arn.strip_prefix(&prefix).filter(|name| !name.contains('/'));
    name.map(|name| bucket::open(cx, name)).transpose()
}

/// What has tags, with the id that it is kept by.
enum Tagged {
    Bucket(Box<Bucket>),
    Point(Box<AccessPoint>),
    Lens(String, Box<Lens>),
}

impl Tagged {
    fn find(cx: &mut Cx, arn: &str) -> Result<Tagged, AwsError> {
        if let Some(bucket) = bucket_of(cx, arn)? {
            return match bucket.owner == cx.account() {
                true => Ok(Tagged::Bucket(Box::new(bucket))),
                false => Err(errors::access_denied()),
            };
        }
        let prefix = cx.arn("s3", "");
        let resource = arn.strip_prefix(&prefix).unwrap_or_default();
        if let Some(name) = resource.strip_prefix("accesspoint/") {
            let point = access_point::existing(cx, name)?;
            return Ok(Tagged::Point(Box::new(point)));
        }
        if let Some(id) = resource.strip_prefix("storage-lens/") {
            let lens = storage_lens::existing(cx, id)?;
            return Ok(Tagged::Lens(id.to_owned(), Box::new(lens)));
        }
        Err(AwsError::not_implemented(format_args!(
            "tags of the S3 resource {arn}"
        )))
    }

    fn tags(&mut self) -> &mut Tags {
        match self {
            Tagged::Bucket(bucket) => &mut bucket.tags,
            Tagged::Point(point) => &mut point.tags,
            Tagged::Lens(_, lens) => &mut lens.tags,
        }
    }

    fn put(self, cx: &mut Cx) -> Result<(), AwsError> {
        match self {
            Tagged::Bucket(bucket) => bucket::put(cx, &bucket),
            Tagged::Point(point) => access_point::put(cx, &point),
            Tagged::Lens(id, lens) => storage_lens::put_row(cx, &id, &lens),
        }
    }
}

pub fn tag(cx: &mut Cx, input: TagResourceRequest) -> Result<Reply, AwsError> {
    let mut tagged = Tagged::find(cx, &input.resource_arn)?;
    let new = read(input.tags)?;
    let tags = tagged.tags();
    tags.retain(|(key, _)| !new.iter().any(|(other, _)| other == key));
    tags.extend(new);
    let all = tags.iter().map(|(key, value)| Tag {
        key: key.clone(),
        value: value.clone(),
    });
    // Together they may be too many.
    *tags = read(all.collect())?;
    tagged.put(cx)?;
    Ok(nothing().status(204))
}

pub fn untag(cx: &mut Cx, input: UntagResourceRequest) -> Result<Reply, AwsError> {
    let mut tagged = Tagged::find(cx, &input.resource_arn)?;
    let gone = |key: &String| input.tag_keys.contains(key);
    tagged.tags().retain(|(key, _)| !gone(key));
    tagged.put(cx)?;
    Ok(nothing().status(204))
}

pub fn list_tags(
    cx: &mut Cx,
    input: ListTagsForResourceRequest,
) -> Result<ListTagsForResourceResult, AwsError> {
    let mut tagged = Tagged::find(cx, &input.resource_arn)?;
    let tags = std::mem::take(tagged.tags()).into_iter();
    Ok(ListTagsForResourceResult {
        tags: Some(tags.map(|(key, value)| Tag { key, value }).collect()),
    })
}
