//! ListVersionsByFunction: the latest first, the others by number.

use crate::function::row::{self, VERSIONS};
use crate::function::show;
use crate::names::Named;
use crate::shapes::{ListVersionsByFunctionRequest, ListVersionsByFunctionResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(
    cx: &mut Cx,
    input: ListVersionsByFunctionRequest,
) -> Result<ListVersionsByFunctionResponse, AwsError> {
    let named = Named::whole(cx, &input.function_name)?;
    let function = row::open(cx, &named)?;
    let page = Page::of(input.max_items, input.marker.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::marker)?;
    let scope = cx.scope_of(&named.account, cx.region());
    let mut first = page
        .has(&name(0))
        .then(|| (name(0), function.latest.clone()));
    let (versions, next_marker) = page.fill(
        |after, limit| {
            let span = Span::prefix(&named.name);
            let span = match after.and_then(|after| after.parse::<u64>().ok()) {
                Some(after) => span.after(&(named.name.clone(), after)),
                None => span,
            };
            let mut rows: Vec<_> = first.take().into_iter().collect();
            let found = VERSIONS.scan(cx.tx, scope, span, limit - rows.len(), false)?;
            rows.extend(
                found
                    .into_iter()
                    .map(|((_, n), version)| (name(n), version)),
            );
            Ok(rows)
        },
        |_| true,
    )?;
    let versions = versions.iter();
    let shown = versions.map(|version| show::numbered(cx, &named, &function, version));
    Ok(ListVersionsByFunctionResponse {
        versions: Some(shown.collect()),
        next_marker,
    })
}

/// Names in the order of their numbers.
fn name(number: u64) -> String {
    format!("{number:020}")
}
