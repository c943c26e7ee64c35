//! ListFunctions: by name; with all their versions, where that is asked for.

use super::row::{FUNCTIONS, Function, VERSIONS};
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
    let (functions, next_marker) = match input.function_version.is_some() {
        true => page.fill(|after, limit| with_versions(cx, after, limit), |_| true)?,
        false => page.fill(|after, limit| latest(cx, after, limit), |_| true)?,
    };
    Ok(ListFunctionsResponse {
        functions: Some(functions),
        next_marker,
    })
}

/// By what a page goes on behind.
type Listed = Vec<(String, FunctionConfiguration)>;

fn named(cx: &Cx, name: &str, qualifier: Option<&str>) -> Named {
    Named {
        account: cx.account().to_owned(),
        name: name.to_owned(),
        qualifier: qualifier.map(str::to_owned),
    }
}

fn latest(cx: &mut Cx, after: Option<&str>, limit: usize) -> Result<Listed, AwsError> {
    let span = after.map_or_else(Span::all, |after| Span::all().after(after));
    let functions = FUNCTIONS.scan(cx.tx, cx.scope(), span, limit, false)?;
    let mut shown = Listed::new();
    for (name, function) in functions {
        let named = named(cx, &name, None);
        let own = show::configuration(cx, &named, &function, &function.latest);
        shown.push((name, own));
    }
    Ok(shown)
}

/// Each function as it is now, and then its versions: `name number`, of itself 0.
fn with_versions(cx: &mut Cx, after: Option<&str>, limit: usize) -> Result<Listed, AwsError> {
    let scope = cx.scope();
    let mut shown = Listed::new();
    let mut span = Span::all();
    if let Some((name, number)) = after.and_then(|after| after.split_once(' ')) {
        // What is left of the one that the page before ended in.
        if let Some(function) = FUNCTIONS.get(cx.tx, scope, name)? {
            versions(
                cx,
                &function,
                number.parse().unwrap_or_default(),
                limit,
                &mut shown,
            )?;
        }
        span = span.after(name);
    }
    let room = limit.saturating_sub(shown.len());
    for (name, function) in FUNCTIONS.scan(cx.tx, scope, span, room, false)? {
        if shown.len() >= limit {
            break;
        }
        let named = named(cx, &name, Some(LATEST));
        let own = show::configuration(cx, &named, &function, &function.latest);
        shown.push((format!("{name} 0"), own));
        versions(cx, &function, 0, limit, &mut shown)?;
    }
    Ok(shown)
}

fn versions(
    cx: &mut Cx,
    function: &Function,
    behind: u64,
    limit: usize,
    shown: &mut Listed,
) -> Result<(), AwsError> {
    let name = function.name.as_str();
    let room = limit.saturating_sub(shown.len());
    let span = Span::prefix(name).after(&(name, behind));
    let found = VERSIONS.scan(cx.tx, cx.scope(), span, room, false)?;
    let named = named(cx, name, Some(LATEST));
    for ((_, number), version) in found {
        let version = show::numbered(cx, &named, function, &version);
        shown.push((format!("{name} {number}"), version));
    }
    Ok(())
}
