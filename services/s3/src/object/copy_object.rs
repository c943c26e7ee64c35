//! CopyObject.

use super::conditions::{self, Conditions};
use super::copy_source::{self, CopySource, Original};
use super::put_object::Write;
use super::settings::{self, Settings};
use super::{Object, settings as settings_of};
use crate::body::Rest;
use crate::body::{self, Incoming, Plan, show_checksum};
use crate::bucket;
use crate::encryption::{self, show_encryption, source_customer_key};
use crate::shapes::{CopyObjectOutput, CopyObjectRequest, CopyObjectResult};
use crate::zones;
use crate::{errors, replication};
use haneul_pipeline::{AwsError, Edge};

pub async fn run(edge: Edge, mut input: CopyObjectRequest) -> Result<CopyObjectOutput, AwsError> {
    if replication::is_replica(&edge.call) {
        replication::copy(&edge, &input).await?;
        return Ok(CopyObjectOutput::default());
    }
    settings::check_key(&input.key)?;
    conditions::refuse_both(input.if_match.as_deref(), input.if_none_match.as_deref())?;
    refuse_undone(&input)?;
    let source = copy_source::parse(&input.copy_source)?;
    let mut settings = settings_of!(input);
    let bucket = edge.read(|cx| bucket::open(cx, &input.bucket))?;
    let replaces = replaces(
        input.metadata_directive.as_deref(),
        "x-amz-metadata-directive",
    )?;
    let retags = replaces_tags(&input)?;
    check_itself(&source, &input, &settings, replaces)?;
    settings.check(&bucket)?;
    let wanted = conditions_of(&input);
    let owner = input.expected_source_bucket_owner.as_deref();
    let theirs = source_customer_key!(input)?;
    let original =
        edge.read(|cx| copy_source::find(cx, &source, &wanted, owner, theirs.as_ref()))?;
    let tags = match retags {
        true => settings.tags()?,
        false => original.object.tags.clone(),
    };
    if !replaces {
        settings.headers = original.object.headers.clone();
        settings.metadata = original.object.metadata.clone();
    }
    let plan = plan(&input, &original)?;
    let bytes = copy_source::open(&edge, &original, &source.key, None).await?;
    let begun = encryption::begin_at(&edge, (&bucket, &input.key), &settings).await?;
    let (encryption, data_key) = begun.unzip();
    let incoming = Incoming::Stored(Box::new(bytes));
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
        event: "s3:ObjectCreated:Copy",
        encryption,
        placement,
    };
    let (object, expiration) = write.commit(&edge, received).await?;
    let mut output = output(&object);
    output.expiration = expiration;
    output.version_id = object.answered_version(&bucket);
    output.copy_source_version_id = original.object.answered_version(&original.bucket);
    Ok(output)
}

fn output(object: &Object) -> CopyObjectOutput {
    let mut result = CopyObjectResult {
        e_tag: Some(object.quoted_etag()),
        last_modified: Some(object.modified),
        ..CopyObjectResult::default()
    };
    if let Some(checksum) = &object.checksum {
        show_checksum!(result, checksum.algorithm, checksum.value.clone());
        result.checksum_type = Some(checksum.kind.name().to_owned());
    }
    let mut output = CopyObjectOutput {
        copy_object_result: Some(result),
        ..CopyObjectOutput::default()
    };
    show_encryption!(output, &object.encryption);
    output
}

/// The copy gets the checksum that is asked for, or the kind its original has.
fn plan(input: &CopyObjectRequest, original: &Original) -> Result<Plan, AwsError> {
    let named = input.checksum_algorithm.as_deref();
    let algorithm = match (named, &original.object.checksum) {
        (Some(name), _) => body::parse_algorithm(name)?,
        (None, Some(checksum)) => checksum.algorithm,
        (None, None) => Plan::default().algorithm,
    };
    Ok(Plan {
        algorithm,
        ..Plan::default()
    })
}

fn conditions_of(input: &CopyObjectRequest) -> Conditions {
    Conditions {
        if_match: input.copy_source_if_match.clone(),
        if_none_match: input.copy_source_if_none_match.clone(),
        if_modified_since: input.copy_source_if_modified_since,
        if_unmodified_since: input.copy_source_if_unmodified_since,
    }
}

fn replaces(directive: Option<&str>, name: &str) -> Result<bool, AwsError> {
    match directive {
        None | Some("COPY") => Ok(false),
        Some("REPLACE") => Ok(true),
        Some(other) => Err(errors::invalid_argument("Unknown directive.", name, other)),
    }
}

fn replaces_tags(input: &CopyObjectRequest) -> Result<bool, AwsError> {
    replaces(
        input.tagging_directive.as_deref(),
        "x-amz-tagging-directive",
    )
}

/// An object may be copied onto itself only to change what is said about it.
fn check_itself(
    source: &CopySource,
    input: &CopyObjectRequest,
    settings: &Settings,
    replaces: bool,
) -> Result<(), AwsError> {
    // An older version may be brought back so.
    let itself =
        source.bucket == input.bucket && source.key == input.key && source.version.is_none();
    let changes = replaces
        || settings.storage_class.is_some()
        || settings.encryption.is_some()
        || settings.customer.is_some()
        || settings.redirect.is_some();
    match itself && !changes {
        true => Err(errors::invalid_request(
            "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
        )),
        false => Ok(()),
    }
}

fn refuse_undone(input: &CopyObjectRequest) -> Result<(), AwsError> {
    match input.annotation_directive.as_deref() {
        // No object has annotations to be copied or left out.
        None | Some("COPY" | "EXCLUDE") => Ok(()),
        Some(_) => Err(AwsError::not_implemented("S3 object annotations")),
    }
}
