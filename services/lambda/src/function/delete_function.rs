//! DeleteFunction: all of it, or one of its versions.

use super::row::{self, FUNCTIONS, VERSIONS};
use crate::names::Named;
use crate::shapes::DeleteFunctionRequest;
use crate::{alias, code, concurrency, errors, event_config, permission, settings, url, usage};
use haneul_pipeline::{AwsError, Cx, Reply};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: DeleteFunctionRequest) -> Result<Reply, AwsError> {
    let named = Named::read(cx, &input.function_name, input.qualifier.as_deref())?;
    match &named.qualifier {
        None => whole(cx, &named)?,
        Some(_) => one(cx, &named)?,
    }
    Ok(Reply::default().status(204))
}

fn whole(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    let function = row::open(cx, named)?;
    let scope = cx.scope_of(&named.account, cx.region());
    let span = || Span::prefix(&named.name);
    let versions = VERSIONS.scan(cx.tx, scope, span(), usize::MAX, false)?;
    let mut bytes = function.latest.code.size;
    for (key, version) in &versions {
        bytes += version.code.size;
        for blob in version.blobs() {
            code::release(cx, blob)?;
        }
        VERSIONS.delete(cx.tx, scope, key)?;
    }
    for blob in function.latest.blobs() {
        code::release(cx, blob)?;
    }
    alias::forget(cx, named)?;
    permission::forget(cx, named)?;
    concurrency::forget(cx, named)?;
    event_config::forget(cx, named)?;
    url::forget(cx, named)?;
    settings::forget(cx, named)?;
    usage::add(cx, |usage| {
        usage.functions -= 1;
        usage.code -= bytes;
        usage.reserved -= function.reserved.unwrap_or_default();
    })?;
    FUNCTIONS.delete(cx.tx, scope, &named.name)?;
    Ok(())
}

fn one(cx: &mut Cx, named: &Named) -> Result<(), AwsError> {
    row::open(cx, named)?;
    if named.is_latest() {
        return Err(errors::invalid(
            "$LATEST version cannot be deleted without deleting the function.",
        ));
    }
    let Some(number) = named.number() else {
        return Err(errors::invalid(
            "Deletion of aliases is not currently supported.",
        ));
    };
    let scope = cx.scope_of(&named.account, cx.region());
    let place = (named.name.clone(), number);
    // One that is not there counts as deleted.
    let Some(version) = VERSIONS.get(cx.tx, scope, &place)? else {
        return Ok(());
    };
    let aliases = alias::of_version(cx, named, number)?;
    if !aliases.is_empty() {
        return Err(errors::conflict(format!(
            "Unable to delete version because the following aliases reference it: [{}]",
            aliases.join(", ")
        )));
    }
    for blob in version.blobs() {
        code::release(cx, blob)?;
    }
    usage::add(cx, |usage| usage.code -= version.code.size)?;
    VERSIONS.delete(cx.tx, scope, &place)?;
    Ok(())
}
