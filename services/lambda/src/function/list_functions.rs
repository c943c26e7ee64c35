//! ListFunctions: by name; with all their versions, where that is asked for.

use super::row::{FUNCTIONS, VERSIONS};
use super::show;
use crate::names::{LATEST, Named};
use crate::shapes::{FunctionConfiguration, ListFunctionsRequest, ListFunctionsResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListFunctionsRequest) -> Result<ListFunctionsResponse, AwsError> {
    let page = Page::of(input.max_items, input.marker.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::marker)?;
    if input.master_region.is_some_and(|region| region != "ALL") {
        return Err(AwsError::not_implemented(
            "functions that CloudFront replicates (MasterRegion)",
        ));
    }
    let (scope, all) = (cx.scope(), input.function_version.is_some());
    let (functions, next_marker) = page.fill(
        |after, limit| {
            let span = after.map_or_else(Span::all, |after| Span::all().after(after));
            Ok(FUNCTIONS.scan(cx.tx, scope, span, limit, false)?)
        },
        |_| true,
    )?;
    let mut shown: Vec<FunctionConfiguration> = Vec::new();
    for function in functions {
        let named = Named {
            account: cx.account().to_owned(),
            name: function.name.clone(),
            qualifier: all.then(|| LATEST.to_owned()),
        };
        shown.push(show::configuration(cx, &named, &function, &function.latest));
        if all {
            let span = Span::prefix(&function.name);
            let versions = VERSIONS.scan(cx.tx, scope, span, usize::MAX, false)?;
            let versions = versions.iter();
            shown.extend(
                versions.map(|(_, version)| show::numbered(cx, &named, &function, version)),
            );
        }
    }
    Ok(ListFunctionsResponse {
        functions: Some(shown),
        next_marker,
    })
}
