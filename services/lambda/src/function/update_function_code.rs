//! UpdateFunctionCode.

use super::row::{self, Function};
use super::{change, config, show};
use crate::code::{Code, Source, fetch};
use crate::names::Named;
use crate::shapes::{FunctionConfiguration, UpdateFunctionCodeRequest};
use crate::{signing, usage, version};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    mut input: UpdateFunctionCodeRequest,
) -> Result<FunctionConfiguration, AwsError> {
    let has_key = input
        .source_kms_key_arn
        .as_ref()
        .is_some_and(|key| !key.is_empty());
    let refused = [
        (
            input.image_uri.is_some(),
            "functions of container images (ImageUri)",
        ),
        (input.publish_to.is_some(), "PublishTo"),
        (has_key, "code with a SourceKMSKeyArn"),
    ];
    if let Some((_, what)) = refused.iter().find(|(is, _)| *is) {
        return Err(AwsError::not_implemented(what));
    }
    let source = Source {
        zip: input.zip_file.take(),
        bucket: input.s3_bucket.take(),
        key: input.s3_key.take(),
        object_version: input.s3_object_version.take(),
        mode: input.s3_object_storage_mode.take(),
    };
    edge.read(|cx| draft(cx, &input, Code::default()).map(|_| ()))?;
    let code = fetch(&edge, source).await?;
    if input.dry_run == Some(true) {
        return edge.read(|cx| {
            let (named, function, latest) = draft(cx, &input, code.clone())?;
            Ok(show::configuration(cx, &named, &function, &latest))
        });
    }
    edge.answer(|cx| update(cx, &input, &code)).await
}

fn draft(
    cx: &mut Cx,
    input: &UpdateFunctionCodeRequest,
    code: Code,
) -> Result<(Named, Function, row::Version), AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    let function = row::settled(cx, &named, input.revision_id.as_deref())?;
    if let Some(arn) = &function.signing {
        signing::refuse_unsigned(cx, arn)?;
    }
    let mut latest = function.latest.clone();
    latest.code = code;
    if let Some(architecture) = input.architectures.iter().flatten().next() {
        latest.config.architecture.clone_from(architecture);
    }
    config::fits_unzipped(&latest.config, &latest.code)?;
    change::begin(cx, &mut latest, true);
    Ok((named, function, latest))
}

fn update(
    cx: &mut Cx,
    input: &UpdateFunctionCodeRequest,
    code: &Code,
) -> Result<FunctionConfiguration, AwsError> {
    let (named, mut function, latest) = draft(cx, input, code.clone())?;
    let more = latest.code.size - function.latest.code.size;
    change::replace(cx, &mut function, latest)?;
    usage::add(cx, |usage| usage.code += more)?;
    row::save(cx, &named, &function)?;
    if input.publish == Some(true) {
        let published = version::publish(cx, &named, &function, None)?;
        return Ok(show::numbered(cx, &named, &function, &published));
    }
    Ok(show::configuration(cx, &named, &function, &function.latest))
}
