//! Operations: ListLayers, ListLayerVersions
//!
//! Layers with their latest versions, and the versions of one, the latest first.

use super::row::{LAYERS, Layer, LayerNamed, NAMES};
use super::show;
use crate::shapes::{
    LayersListItem, ListLayerVersionsRequest, ListLayerVersionsResponse, ListLayersRequest,
    ListLayersResponse,
};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::{Scope, Span};

pub fn list_layers(cx: &mut Cx, input: ListLayersRequest) -> Result<ListLayersResponse, AwsError> {
    let page = Page::of(input.max_items, input.marker.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::marker)?;
    let scope = cx.scope();
    let wanted = |layer: &Layer| {
        suits(
            layer,
            &input.compatible_runtime,
            &input.compatible_architecture,
        )
    };
    let (layers, next_marker) = page.fill(
        |after, limit| {
            let span = after.map_or_else(Span::all, |after| Span::all().after(after));
            let names = NAMES.keys(cx.tx, scope, span, limit, false)?;
            let mut rows = Vec::with_capacity(names.len());
            for name in names {
                let latest = latest(cx, scope, &name, &wanted)?;
                rows.push((name, latest));
            }
            Ok(rows)
        },
        Option::is_some,
    )?;
    let shown = layers.into_iter().flatten().map(|layer| {
        let named = LayerNamed {
            account: cx.account().to_owned(),
            name: layer.name.clone(),
            number: None,
        };
        LayersListItem {
            layer_name: Some(named.name.clone()),
            layer_arn: Some(named.arn(cx)),
            latest_matching_version: Some(show::listed(cx, &named, layer)),
        }
    });
    Ok(ListLayersResponse {
        layers: Some(shown.collect()),
        next_marker,
    })
}

/// The latest version that suits.
fn latest(
    cx: &mut Cx,
    scope: Scope<'_>,
    name: &str,
    wanted: &impl Fn(&Layer) -> bool,
) -> Result<Option<Layer>, AwsError> {
    let all = LAYERS.scan(cx.tx, scope, Span::prefix(name), usize::MAX, true)?;
    Ok(all
        .into_iter()
        .map(|(_, layer)| layer)
        .find(|layer| wanted(layer)))
}

fn suits(layer: &Layer, runtime: &Option<String>, architecture: &Option<String>) -> bool {
    let has = |own: &[String], wanted: &Option<String>| {
        wanted.as_ref().is_none_or(|wanted| own.contains(wanted))
    };
    has(&layer.runtimes, runtime) && has(&layer.architectures, architecture)
}

pub fn list_layer_versions(
    cx: &mut Cx,
    input: ListLayerVersionsRequest,
) -> Result<ListLayerVersionsResponse, AwsError> {
    let named = LayerNamed::read(cx, &input.layer_name)?;
    let page = Page::of(input.max_items, input.marker.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::marker)?;
    let scope = cx.scope_of(&named.account, cx.region());
    let (layers, next_marker) = page.fill(
        |after, limit| {
            let span = Span::prefix(&named.name);
            // The later a version, the earlier its name.
            let before = after.and_then(|after| after.parse::<u64>().ok());
            let span = match before {
                Some(before) => span.before(&(named.name.clone(), u64::MAX - before)),
                None => span,
            };
            let rows = LAYERS.scan(cx.tx, scope, span, limit, true)?;
            let name = |number: u64| format!("{:020}", u64::MAX - number);
            Ok(rows
                .into_iter()
                .map(|((_, number), layer)| (name(number), layer))
                .collect())
        },
        |layer| {
            suits(
                layer,
                &input.compatible_runtime,
                &input.compatible_architecture,
            )
        },
    )?;
    let layers = layers.into_iter();
    Ok(ListLayerVersionsResponse {
        layer_versions: Some(
            layers
                .map(|layer| show::listed(cx, &named, layer))
                .collect(),
        ),
        next_marker,
    })
}
