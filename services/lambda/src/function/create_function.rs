//! CreateFunction.

use super::config::{self, said};
use super::row::{self, Function, Version};
use super::{change, role, show};
use crate::code::{Code, Source, fetch};
use crate::names::Named;
use crate::shapes::{CreateFunctionRequest, FunctionConfiguration};
use crate::{code, errors, signing, tag, usage, version};
use haneul_pipeline::{AwsError, Cx, Edge};

pub async fn run(
    edge: Edge,
    mut input: CreateFunctionRequest,
) -> Result<FunctionConfiguration, AwsError> {
    if input.package_type.as_deref() == Some("Image") || input.code.image_uri.is_some() {
        return Err(AwsError::not_implemented(
            "functions of container images (PackageType Image)",
        ));
    }
    refuse(&input)?;
    let source = Source {
        zip: input.code.zip_file.take(),
        bucket: input.code.s3_bucket.take(),
        key: input.code.s3_key.take(),
        object_version: input.code.s3_object_version.take(),
        mode: input.code.s3_object_storage_mode.take(),
    };
    edge.read(|cx| draft(cx, &input, Code::default()).map(|_| ()))?;
    role::check(&edge, &input.role).await?;
    let code = fetch(&edge, source).await?;
    edge.answer(|cx| create(cx, &input, &code)).await
}

fn refuse(input: &CreateFunctionRequest) -> Result<(), AwsError> {
    let refused = [
        (
            input.tenancy_config.is_some(),
            "functions with a TenancyConfig",
        ),
        (input.publish_to.is_some(), "PublishTo"),
        (
            input
                .code
                .source_kms_key_arn
                .as_ref()
                .is_some_and(|key| !key.is_empty()),
            "code with a SourceKMSKeyArn",
        ),
    ];
    match refused.iter().find(|(is, _)| *is) {
        Some((_, what)) => Err(AwsError::not_implemented(what)),
        None => Ok(()),
    }
}

fn draft(
    cx: &mut Cx,
    input: &CreateFunctionRequest,
    code: Code,
) -> Result<(Named, Function), AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    if named.account != cx.account() {
        return Err(errors::denied(format!(
            "Functions cannot be created in account {}.",
            named.account
        )));
    }
    if row::find(cx, &named)?.is_some() {
        return Err(errors::exists(&named.name));
    }
    if input.runtime.is_none() || input.handler.is_none() {
        return Err(errors::invalid(
            "Runtime and Handler are mandatory parameters for functions created with deployment \
             packages.",
        ));
    }
    let mut copy = input.clone();
    let mut config = config::first();
    let said = config::Said {
        role: Some(input.role.clone()),
        ..said!(copy)
    };
    config::apply(cx, &mut config, said)?;
    if let Some(architecture) = input.architectures.iter().flatten().next() {
        config.architecture.clone_from(architecture);
    }
    config::fits_unzipped(&config, &code)?;
    let mut tags = Vec::new();
    tag::put(&mut tags, input.tags.clone().unwrap_or_default())?;
    if let Some(arn) = &input.code_signing_config_arn {
        signing::open(cx, arn)?;
        signing::refuse_unsigned(cx, arn)?;
    }
    let mut latest = Version {
        config,
        code,
        description: input.description.clone().unwrap_or_default(),
        ..Version::default()
    };
    change::begin(cx, &mut latest, false);
    let function = Function {
        id: cx.random().u64(),
        name: named.name.clone(),
        tags,
        latest,
        reserved: None,
        recursion: "Terminate".to_owned(),
        signing: input.code_signing_config_arn.clone(),
    };
    Ok((named, function))
}

fn create(
    cx: &mut Cx,
    input: &CreateFunctionRequest,
    code: &Code,
) -> Result<FunctionConfiguration, AwsError> {
    let (named, function) = draft(cx, input, code.clone())?;
    for blob in function.latest.blobs() {
        code::claim(cx, blob)?;
    }
    usage::add(cx, |usage| {
        usage.functions += 1;
        usage.code += code.size;
    })?;
    row::save(cx, &named, &function)?;
    if input.publish == Some(true) {
        let published = version::publish(cx, &named, &function, None)?;
        return Ok(show::numbered(cx, &named, &function, &published));
    }
    Ok(show::configuration(cx, &named, &function, &function.latest))
}
