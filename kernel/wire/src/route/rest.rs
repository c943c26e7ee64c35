//! REST requests: the operation is in method, path and query.

use super::pattern::{Match, Router};
use super::{Route, RouteError, Search, Site};
use crate::detect;
use haneul_model::{Model, Protocol};
use http::Method;
use std::borrow::Cow;

pub(super) fn find(search: &Search<'_>) -> Result<Route, RouteError> {
    // What nobody signed and nobody named is S3's, path-style.
    let ids = match is_s3_control(search) {
        true => vec!["s3control"],
        false => search.candidates().unwrap_or_else(|| Ok(vec!["s3"]))?,
    };
    let mut refusal = None;
    for id in &ids {
        let Some(model) = search.catalogue.model(id) else {
            continue;
        };
        match in_model(search, model) {
            Ok(route) => return Ok(route),
            Err(error) => refusal = Some(worse(refusal, error)),
        }
    }
    let name = ids.first().copied().unwrap_or_default().to_owned();
    Err(refusal.unwrap_or(RouteError::UnknownService(name)))
}

/// S3 Control is signed for as S3 is, and under a local domain its host is an account and no more.
fn is_s3_control(search: &Search<'_>) -> bool {
    search.head.has("x-amz-account-id") && search.head.path.starts_with("/v20180820/")
}

/// A known path with a wrong method says more than an unknown path.
fn worse(before: Option<RouteError>, error: RouteError) -> RouteError {
    match before {
        Some(before @ RouteError::MethodNotAllowed { .. }) => before,
        Some(before) if !matches!(error, RouteError::MethodNotAllowed { .. }) => before,
        _ => error,
    }
}

fn in_model(search: &Search<'_>, model: &'static Model) -> Result<Route, RouteError> {
    let is_s3 = model.metadata.service_id == "S3";
    let protocol = detect::protocol(model, search.head).unwrap_or(Protocol::RestJson);
    let unknown = || RouteError::UnknownOperation {
        service: model.id,
        operation: format!("{} {}", search.head.method, search.head.path),
        protocol,
    };
    let refused = RouteError::MethodNotAllowed {
        service: model.id,
        protocol,
    };
    if !matches!(protocol, Protocol::RestJson | Protocol::RestXml) {
        return Err(unknown());
    }
    let path = if is_s3 {
        s3_path(search)
    } else {
        Cow::Borrowed(search.head.path)
    };
    if let Some(site) = s3_site(search, &path).filter(|_| is_s3) {
        return Ok(Route::Site(site));
    }
    let router = Router::of(model);
    match router.find(search.head, &path) {
        Some(Match {
            misses_subresource: true,
            ..
        }) if is_s3 => Err(refused),
        Some(found) => Ok(search.target(model, found.operation, protocol, found.labels)),
        None if router.knows(&path) => Err(refused),
        None => Err(unknown()),
    }
}

/// The path with the bucket in front, wherever the client put it.
fn s3_path<'a>(search: &Search<'a>) -> Cow<'a, str> {
    let host = &search.host;
    let path = search.head.path;
    match &host.prefix {
        Some(bucket) if host.service.as_deref() == Some("s3") => Cow::Owned(format!(
            "/{bucket}/{}",
            path.strip_prefix('/').unwrap_or(path)
        )),
        _ => Cow::Borrowed(path),
    }
}

/// What browsers do with buckets that is no operation.
fn s3_site(search: &Search<'_>, path: &str) -> Option<Site> {
    let (bucket, key) = path
        .strip_prefix('/')?
        .split_once('/')
        .unwrap_or((&path[1..], ""));
    if bucket.is_empty() {
        return None;
    }
    let bucket = bucket.to_owned();
    let form = search.head.content_type();
    let form = form.is_some_and(|t| t == "multipart/form-data");
    match *search.head.method {
        Method::OPTIONS => Some(Site::Preflight {
            bucket,
            region: search.region(),
        }),
        Method::POST if form && key.is_empty() && search.head.query.is_empty() => {
            Some(Site::FormUpload { bucket })
        }
        _ => None,
    }
}
