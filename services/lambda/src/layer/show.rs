//! A version of a layer, as calls show it.

use super::row::{Layer, LayerNamed};
use crate::function::show::time;
use crate::shapes::{GetLayerVersionResponse, LayerVersionContentOutput, LayerVersionsListItem};
use haneul_pipeline::Cx;

pub fn listed(cx: &Cx, named: &LayerNamed, layer: Layer) -> LayerVersionsListItem {
    LayerVersionsListItem {
        layer_version_arn: Some(named.version_arn(cx, layer.number)),
        version: Some(layer.number as i64),
        created_date: Some(time(layer.created)),
        compatible_architectures: some(layer.architectures),
        compatible_runtimes: some(layer.runtimes),
        license_info: layer.license,
        description: layer.description,
    }
}

pub fn whole(cx: &Cx, named: &LayerNamed, layer: Layer) -> GetLayerVersionResponse {
    GetLayerVersionResponse {
        content: Some(content(&layer)),
        layer_arn: Some(named.arn(cx)),
        layer_version_arn: Some(named.version_arn(cx, layer.number)),
        description: Some(layer.description.unwrap_or_default()),
        created_date: Some(time(layer.created)),
        version: Some(layer.number as i64),
        compatible_architectures: some(layer.architectures),
        compatible_runtimes: some(layer.runtimes),
        license_info: layer.license,
    }
}

pub fn content(layer: &Layer) -> LayerVersionContentOutput {
    LayerVersionContentOutput {
        code_sha256: Some(layer.code.sha256.clone()),
        code_size: Some(layer.code.size),
        ..LayerVersionContentOutput::default()
    }
}

pub fn some(list: Vec<String>) -> Option<Vec<String>> {
    (!list.is_empty()).then_some(list)
}
