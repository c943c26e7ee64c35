//! ListRegistries: by name.

use super::row::{self, REGISTRIES};
use crate::page::Page;
use crate::shapes::{ListRegistriesRequest, ListRegistriesResponse, RegistrySummary};
use haneul_pipeline::{AwsError, Cx};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListRegistriesRequest) -> Result<ListRegistriesResponse, AwsError> {
    if input
        .scope
        .is_some_and(|scope| scope.eq_ignore_ascii_case("AWS"))
    {
        return Err(AwsError::not_implemented("the schema registries of AWS"));
    }
    let page = Page::of(input.limit, input.next_token.as_deref())?;
    let prefix = input.registry_name_prefix.unwrap_or_default();
    let mut rows = REGISTRIES.scan(cx.tx, cx.scope(), Span::all(), usize::MAX, false)?;
    rows.retain(|(name, _)| name.starts_with(&prefix) && page.has(name));
    let next_token = page.close(&mut rows, |(name, _)| name);
    let shown = rows.into_iter().map(|(name, registry)| RegistrySummary {
        registry_arn: Some(row::arn(cx, &name)),
        registry_name: Some(name),
        tags: Some(registry.tags),
    });
    Ok(ListRegistriesResponse {
        registries: Some(shown.collect()),
        next_token,
    })
}
