//! ListEventSourceMappings: all, or those of a function, or of a source.

use super::row::{MAPPINGS, Mapping};
use super::show;
use crate::names::Named;
use crate::shapes::{ListEventSourceMappingsRequest, ListEventSourceMappingsResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListEventSourceMappingsRequest,
) -> Result<ListEventSourceMappingsResponse, AwsError> {
    let page = Page::of(
        input.max_items,
        input.marker.as_deref(),
        limits::LISTED_MAPPINGS,
    );
    let page = page.ok_or_else(errors::marker)?;
    let function = match &input.function_name {
        Some(said) => Some(Named::read(cx, said, None)?),
        None => None,
    };
    let account = cx.account();
    let is_asked_for = |mapping: &Mapping| {
        let of_source = input.event_source_arn.as_ref();
        let of_function = function
            .as_ref()
            .is_none_or(|named| *named == mapping.named(account));
        of_function && of_source.is_none_or(|arn| *arn == mapping.source)
    };
    let (found, next_marker) = page.fill(
        |after, limit| {
            let span = after.map_or_else(Span::all, |after| Span::all().after(after));
            Ok(MAPPINGS.scan(cx.tx, cx.scope(), span, limit, false)?)
        },
        is_asked_for,
    )?;
    let shown = found.iter().map(|mapping| show::mapping(cx, mapping));
    Ok(ListEventSourceMappingsResponse {
        event_source_mappings: Some(shown.collect::<Result<_, _>>()?),
        next_marker,
    })
}
