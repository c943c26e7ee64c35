//! A browser's question, before a page may do something.

use super::{Asked, KIND, Rule};
use crate::bucket::{self, configured};
use crate::{errors, logging};
use futures_util::future::BoxFuture;
use haneul_model::Operation;
use haneul_pipeline::{AwsError, Edge, Reply, Site, SiteRequest};

use std::sync::LazyLock;

/// As trails call it; no model has it.
pub fn operation() -> &'static Operation {
    static OPERATION: LazyLock<Operation> = LazyLock::new(|| Operation {
        name: "PreflightRequest",
        readonly: true,
        no_auth: true,
        ..Operation::default()
    });
    &OPERATION
}

pub fn run(edge: Edge, request: SiteRequest) -> BoxFuture<'static, Result<Reply, AwsError>> {
    Box::pin(async move { answer(&edge, &request) })
}

fn answer(edge: &Edge, request: &SiteRequest) -> Result<Reply, AwsError> {
    let Site::Preflight { bucket: name, .. } = &request.site else {
        return Err(AwsError::internal("a preflight that is none"));
    };
    let header = |name: &str| edge.call.request.headers.get(name)?.to_str().ok();
    let origin = header("origin").ok_or_else(|| {
        bad_request("Insufficient information. Origin request header needed.".to_owned())
    })?;
    let method = header("access-control-request-method");
    let method = method
        .filter(|method| matches!(*method, "GET" | "PUT" | "POST" | "DELETE" | "HEAD"))
        .ok_or_else(|| {
            let method = method.unwrap_or("null");
            bad_request(format!("Invalid Access-Control-Request-Method: {method}"))
        })?;
    let of_object = edge
        .call
        .request
        .path
        .trim_start_matches('/')
        .split_once('/');
    let kind = match of_object {
        Some((_, key)) if !key.is_empty() => "OBJECT",
        _ => "BUCKET",
    };
    let refused = |message: &str| errors::cors_refused(message, method, kind);
    let rules = edge.read(|cx| match bucket::existing(cx, name) {
        Err(error) if matches!(error.status, Some(400..=499)) => Ok(None),
        Err(error) => Err(error),
        Ok(bucket) => {
            let named = "REST.OPTIONS.PREFLIGHT".to_owned();
            let key = of_object.map(|(_, key)| key).filter(|key| !key.is_empty());
            logging::watch_by(&edge.call, &bucket, named, key);
            let rules: Option<Vec<Rule>> = configured::get(cx, &bucket, KIND, configured::ONLY)?;
            Ok(Some(rules))
        }
    })?;
    let rules = rules.ok_or_else(|| refused("CORSResponse: Bucket not found"))?;
    let rules =
        rules.ok_or_else(|| refused("CORSResponse: CORS is not enabled for this bucket."))?;
    let asked = Asked {
        origin,
        method,
        headers: header("access-control-request-headers"),
    };
    let rule = asked.met(&rules).ok_or_else(|| {
        refused("CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.")
    })?;
    let mut reply = Reply::default().status(200);
    reply.headers = asked.headers(rule);
    Ok(reply)
}

fn bad_request(message: String) -> AwsError {
    AwsError::new("BadRequest", message).status(400)
}
