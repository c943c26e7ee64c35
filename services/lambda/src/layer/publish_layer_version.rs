//! PublishLayerVersion.

use super::row::{self, Latest, Layer, LayerNamed, NAMES};
use super::show;
use crate::code::{Code, Source, claim, fetch};
use crate::function::show::time;
use crate::shapes::{PublishLayerVersionRequest, PublishLayerVersionResponse};
use crate::{errors, usage};
use haneul_pipeline::{AwsError, Cx, Edge};
use haneul_runtime::ids;

pub async fn run(
    edge: Edge,
    mut input: PublishLayerVersionRequest,
) -> Result<PublishLayerVersionResponse, AwsError> {
    let source = Source {
        zip: input.content.zip_file.take(),
        bucket: input.content.s3_bucket.take(),
        key: input.content.s3_key.take(),
        object_version: input.content.s3_object_version.take(),
        mode: input.content.s3_object_storage_mode.take(),
    };
    let code = fetch(&edge, source).await?;
    edge.answer(|cx| publish(cx, &input, &code)).await
}

fn publish(
    cx: &mut Cx,
    input: &PublishLayerVersionRequest,
    code: &Code,
) -> Result<PublishLayerVersionResponse, AwsError> {
    let named = LayerNamed::read(cx, &input.layer_name)?;
    if named.account != cx.account() {
        return Err(errors::denied(
            "Layers of other accounts cannot be published.",
        ));
    }
    let last = NAMES.get(cx.tx, cx.scope(), &named.name)?;
    let number = last.map_or(0, |latest| latest.last) + 1;
    NAMES.put(cx.tx, cx.scope(), &named.name, &Latest { last: number })?;
    let layer = Layer {
        name: named.name.clone(),
        number,
        code: code.clone(),
        description: input.description.clone(),
        architectures: input.compatible_architectures.clone().unwrap_or_default(),
        runtimes: input.compatible_runtimes.clone().unwrap_or_default(),
        license: input.license_info.clone(),
        created: cx.now().as_microsecond(),
        statements: Vec::new(),
        revision: ids::uuid(cx.random()),
    };
    claim(cx, &code.blob)?;
    usage::add(cx, |usage| usage.code += code.size)?;
    row::save(cx, &named, &layer)?;
    Ok(PublishLayerVersionResponse {
        content: Some(show::content(&layer)),
        layer_arn: Some(named.arn(cx)),
        layer_version_arn: Some(named.version_arn(cx, number)),
        description: Some(layer.description.unwrap_or_default()),
        created_date: Some(time(layer.created)),
        version: Some(number as i64),
        compatible_architectures: show::some(layer.architectures),
        compatible_runtimes: show::some(layer.runtimes),
        license_info: layer.license,
    })
}
