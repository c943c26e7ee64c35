//! PutObject.

use super::settings::{self, Settings};
use super::{Body, Content, Object, conditions, quoted, settings as settings_of};
use crate::acl;
use crate::blobs;
use crate::body::Rest;
use crate::body::{self, Data, Incoming, Plan, Received, given_checksums, show_checksum};
use crate::bucket::{self, Bucket};
use crate::encryption::{self, Encryption, show_encryption};
use crate::notification::{self, Event};
use crate::shapes::{PutObjectOutput, PutObjectRequest};
use crate::zones;
use crate::{errors, lifecycle};
use haneul_blob::Placement;
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(mut edge: Edge, mut input: PutObjectRequest) -> Result<PutObjectOutput, AwsError> {
    settings::check_key(&input.key)?;
    if input.write_offset_bytes.is_some() {
        return Err(AwsError::not_implemented("appending to S3 objects"));
    }
    conditions::refuse_both(input.if_match.as_deref(), input.if_none_match.as_deref())?;
    let mut settings = settings_of!(input);
    let bucket = edge.read(|cx| bucket::open(cx, &input.bucket))?;
    settings.check(&bucket)?;
    let tags = settings.tags()?;
    let given = given_checksums!(input)?;
    let guarded = input.content_md5.is_some()
        || !given.is_empty()
        || input.checksum_algorithm.is_some()
        || edge.call.request.headers.contains_key("x-amz-trailer");
    if !guarded && settings.lock.locks(&bucket) {
        return Err(errors::invalid_request(
            "Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters",
        ));
    }
    let plan = Plan::of(
        &edge.call,
        input.content_md5.take(),
        given,
        input.checksum_algorithm.as_deref(),
    )?;
    let incoming = edge
        .body
        .take()
        .map_or(Incoming::Nothing, |body| Incoming::Upload(Box::new(body)));
    let begun = encryption::begin_at(&edge, (&bucket, &input.key), &settings).await?;
    let (encryption, data_key) = begun.unzip();
    let placement = zones::placement(&edge.cloud.random, &bucket, settings.storage()?.class);
    let rest = Rest {
        key: data_key.as_ref(),
        placement,
    };
    let received = body::receive(&edge.cloud, incoming, plan, rest).await?;
    let write = Write {
        bucket: &bucket,
        key: &input.key,
        if_match: input.if_match.as_deref(),
        if_none_match: input.if_none_match.as_deref(),
        settings,
        tags,
        event: match edge.call.request.posted {
            true => "s3:ObjectCreated:Post",
            false => "s3:ObjectCreated:Put",
        },
        encryption,
        placement,
    };
    let (object, expiration) = write.commit(&edge, received).await?;
    let mut output = output(&object);
    output.expiration = expiration;
    output.version_id = object.answered_version(&bucket);
    Ok(output)
}

fn output(object: &Object) -> PutObjectOutput {
    let mut output = PutObjectOutput {
        e_tag: Some(quoted(&object.etag)),
        ..PutObjectOutput::default()
    };
    show_encryption!(output, &object.encryption);
    if let Some(checksum) = &object.checksum {
        show_checksum!(output, checksum.algorithm, checksum.value.clone());
        output.checksum_type = Some(checksum.kind.name().to_owned());
    }
    output
}

/// An object about to come to be, once its bytes have been received.
pub struct Write<'a> {
    pub bucket: &'a Bucket,
    pub key: &'a str,
    pub if_match: Option<&'a str>,
    pub if_none_match: Option<&'a str>,
    pub settings: Settings,
    pub tags: Vec<(String, String)>,
    /// What it is told of as.
    pub event: &'static str,
    /// How what was received was sealed.
    pub encryption: Option<Encryption>,
    pub placement: Placement,
}

impl Write<'_> {
    /// Makes the object appear, all at once, in place of what was there. With it comes when the
    /// bucket's lifecycle will end it.
    pub async fn commit(
        self,
        edge: &Edge,
        received: Received,
    ) -> Result<(Object, Option<String>), AwsError> {
        let outcome = edge
            .transact(|cx| {
                let mut gone = Vec::new();
                let written = self.write(cx, &received, &mut gone)?;
                Ok((written, gone))
            })
            .await;
        match outcome {
            Ok((written, gone)) => {
                blobs::after_commit(&edge.cloud, &gone).await;
                Ok(written)
            }
            Err(error) => {
                // Only a refusal of ours is certain not to have committed.
                if matches!(error.status, Some(400..=499)) {
                    received.forget(&edge.cloud).await;
                }
                Err(error)
            }
        }
    }

    fn write(
        &self,
        cx: &mut Cx,
        received: &Received,
        gone: &mut Vec<String>,
    ) -> Result<(Object, Option<String>), AwsError> {
        let bucket = &still_there(cx, self.bucket)?;
        let old = super::get(cx, bucket, self.key)?;
        conditions::check_write(self.if_match, self.if_none_match, old.as_deref(), self.key)?;
        let (content, body) = match &received.data {
            Data::Inline(bytes) if bytes.is_empty() => (Content::Empty, None),
            Data::Inline(bytes) => (Content::Inline, Some(Body::Bytes(bytes.clone()))),
            Data::Blob(id) => (Content::Blob(id.to_string()), None),
        };
        if let Content::Blob(id) = &content {
            blobs::claim(cx.tx, id, &bucket.name, self.key)?;
        }
        let now = cx.now();
        let belonging = acl::belonging(bucket, cx.caller(), &self.settings.acl)?;
        let mut object = Object {
            size: received.size,
            etag: received.etag(),
            // Not when the call began: who looked meanwhile must see that it was changed since.
            modified: crate::seconds(cx.cloud.clock.now()),
            content,
            checksum: Some(received.whole_checksum()),
            headers: self.settings.headers.clone(),
            metadata: self.settings.metadata.clone(),
            tags: self.tags.clone(),
            version: None,
            order: 0,
            lock: self.settings.lock.lock(bucket, now)?,
            encryption: self.encryption.clone(),
            placed: None,
            storage: self.settings.storage()?,
            replication: None,
            redirect: self.settings.redirect.clone(),
            owner: belonging.owner,
            acl: belonging.acl,
        };
        zones::place(cx, &mut object, self.placement)?;
        super::put(cx, bucket, self.key, &mut object, body.as_ref(), gone)?;
        notification::tell(
            cx,
            bucket,
            &Event::of(self.event, bucket, self.key, &object),
        )?;
        let expiration = lifecycle::expiration(cx, bucket, self.key, &object)?;
        Ok((object, expiration))
    }
}

/// The bucket that the bytes were meant for, and not another one of its name.
pub fn still_there(cx: &mut Cx, bucket: &Bucket) -> Result<Bucket, AwsError> {
    match bucket::find(cx, &bucket.name)? {
        Some(now) if now.id == bucket.id => Ok(Bucket {
            way: bucket.way.clone(),
            ..now
        }),
        _ => Err(errors::no_such_bucket(&bucket.name)),
    }
}
