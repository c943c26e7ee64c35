//! The admin door: what AWS has no API for. JSON, for whoever is on this machine.

mod calls;
mod clock;
mod coverage;
mod disorder;
mod nodes;
mod sent;
mod snapshots;
mod status;
mod zones;

use crate::authority::Authority;
use crate::connection::Shared;
use bytes::Bytes;
use haneul_pipeline::{Answer, AwsError, ReplyBody, Request};
use http::{HeaderMap, HeaderValue, Method};
use http_body_util::BodyExt;
use serde_json::{Value as Json, json};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

const PREFIX: &str = "/_haneul/";
/// What drop-in clients of other emulators ask for.
const HEALTH: &[&str] = &["/health", "/_localstack/health", "/_localstack/init"];
const BODY_LIMIT: usize = 1 << 20;

/// What the door shows and does beyond the cloud itself.
#[derive(Clone)]
pub struct Facilities(pub(crate) Arc<Inner>);

pub(crate) struct Inner {
    pub version: &'static str,
    /// `None` for a cloud in memory.
    pub data: Option<PathBuf>,
    pub authority: Authority,
    pub started: Instant,
}

impl Facilities {
    pub fn new(version: &'static str, data: Option<PathBuf>, authority: Authority) -> Facilities {
        Facilities(Arc::new(Inner {
            version,
            data,
            authority,
            // Host time: how long the process has been up.
            started: Instant::now(),
        }))
    }
}

pub(crate) fn is_for(path: &str) -> bool {
    path.starts_with(PREFIX) || HEALTH.contains(&path)
}

pub(crate) async fn answer(shared: &Shared, request: Request) -> Answer {
    if !shared.admin || !request.is_local() {
        let text =
            "The admin door answers on a loopback address, and no web page of another origin.";
        return write(403, &json!({ "error": text }));
    }
    match dispatch(shared, request).await {
        Ok(Shown::Json(json)) => write(200, &json),
        Ok(Shown::Text(text)) => plain(text),
        Err(error) => write(
            error.status.unwrap_or(400),
            &json!({ "error": error.message, "code": error.code }),
        ),
    }
}

enum Shown {
    Json(Json),
    Text(String),
}

async fn dispatch(shared: &Shared, request: Request) -> Result<Shown, AwsError> {
    let cloud = &shared.cloud;
    let method = request.method.clone();
    let path = request.path.clone();
    if HEALTH.contains(&path.as_str()) {
        return Ok(Shown::Json(status::localstack_health(shared)));
    }
    let name = path.strip_prefix(PREFIX).unwrap_or_default();
    let name = name.trim_end_matches('/');
    cloud.refresh(Duration::ZERO).await?;
    let shown = match (&method, name) {
        (&Method::GET, "health") => status::health(shared),
        (&Method::GET, "status") => status::status(shared)?,
        (&Method::GET, "nodes") => nodes::show(cloud)?,
        (&Method::GET, "account") => status::account(cloud)?,
        (&Method::GET, "coverage") => coverage::of(cloud),
        (&Method::GET, "clock") => clock::show(cloud),
        (&Method::POST, "clock") => clock::change(cloud, body(request).await?).await?,
        (&Method::POST, "reset") => {
            cloud.reset().await?;
            json!({ "status": "reset" })
        }
        (&Method::GET, "zones") => zones::show(cloud, &request.query)?,
        (&Method::POST, "zones") => zones::change(cloud, body(request).await?).await?,
        (&Method::GET, "disorder") => disorder::show(cloud)?,
        (&Method::POST, "disorder") => disorder::change(cloud, body(request).await?).await?,
        (&Method::GET, "sent") => sent::show(cloud, &request.query)?,
        (&Method::POST, "sent") => sent::reply(cloud, body(request).await?).await?,
        (&Method::GET, "calls") => calls::recent(cloud, &request.query)?,
        (&Method::GET, "policy") => calls::least(cloud, &request.query)?,
        (&Method::GET, "snapshots") => snapshots::list(&shared.facilities)?,
        (&Method::POST, "snapshots") => snapshots::act(shared, body(request).await?).await?,
        (&Method::GET, "ca") => {
            return Ok(Shown::Text(
                shared.facilities.0.authority.certificate().to_owned(),
            ));
        }
        (&Method::GET, name) if name.starts_with("calls/") => {
            calls::one(cloud, name.trim_start_matches("calls/"))?
        }
        _ => {
            return Err(AwsError::new(
                "NotFound",
                format!("The admin door has no {method} {path}."),
            )
            .status(404));
        }
    };
    Ok(Shown::Json(shown))
}

/// A JSON object; an empty body is an empty object.
async fn body(request: Request) -> Result<Json, AwsError> {
    let mut incoming = request.body;
    let mut bytes = Vec::new();
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|e| AwsError::new("BadRequest", e.to_string()))?;
        bytes.extend_from_slice(frame.data_ref().map_or(&[], |data| data));
        if bytes.len() > BODY_LIMIT {
            return Err(AwsError::new("BadRequest", "The body is too large.").status(413));
        }
    }
    if bytes.is_empty() {
        return Ok(json!({}));
    }
    serde_json::from_slice(&bytes)
        .map_err(|e| AwsError::new("BadRequest", format!("The body is not JSON: {e}")))
}

fn write(status: u16, json: &Json) -> Answer {
    let mut bytes = serde_json::to_vec_pretty(json).unwrap_or_default();
    bytes.push(b'\n');
    typed(status, "application/json", bytes.into())
}

fn plain(text: String) -> Answer {
    typed(200, "text/plain; charset=utf-8", text.into())
}

fn typed(status: u16, kind: &'static str, body: Bytes) -> Answer {
    let mut headers = HeaderMap::new();
    headers.insert(http::header::CONTENT_TYPE, HeaderValue::from_static(kind));
    Answer {
        status,
        headers,
        body: ReplyBody::Full(body),
    }
}
