//! The Runtime API (2018-06-01): how the program in a sandbox asks for events and answers them. Beside it
//! the Extensions API ([`super::extensions`]) and the Telemetry API ([`super::telemetry`]) are served.

use super::extensions::{self, About, Extensions};
use super::telemetry::{self, Telemetry};
use bytes::{Bytes, BytesMut};
use haneul_runtime::Random;
use http::{HeaderMap, Method, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;

/// Of an answer that comes whole.
pub const LARGEST: usize = 6_291_556;
/// Of a report of an error.
const ERROR: usize = 256 << 10;
/// Connections of one sandbox at once.
const AT_ONCE: usize = 16;

/// An event for the program.
#[derive(Clone, Debug)]
pub struct Event {
    pub id: String,
    pub payload: Bytes,
    pub headers: Vec<(&'static str, String)>,
}

/// What the program says.
#[derive(Debug)]
pub enum Said {
    /// It waits for an event.
    Next,
    /// So does an extension.
    ExtensionNext,
    Response(Bytes),
    /// An answer comes piece by piece, of this media type.
    Begin(Option<String>),
    Piece(Bytes),
    /// The answer is whole; or broke off for this reason.
    End(Option<Broken>),
    TooLarge,
    Error(Broken),
    InitError(Broken),
}

#[derive(Clone, Debug)]
pub struct Broken {
    pub kind: String,
    pub body: Bytes,
}

/// Our end.
pub struct Api {
    pub said: mpsc::Receiver<Said>,
    pub extensions: Arc<Extensions>,
    pub telemetry: Arc<Telemetry>,
    events: mpsc::Sender<Event>,
    current: Arc<Mutex<Option<String>>>,
}

impl Api {
    pub async fn give(&self, event: Event) {
        *self.current.lock() = Some(event.id.clone());
        // It is gone if nobody takes it, and the sandbox with it.
        let _ = self.events.send(event).await;
    }

    /// What is said of that event counts no longer.
    pub fn done(&self) {
        *self.current.lock() = None;
    }
}

struct Inside {
    say: mpsc::Sender<Said>,
    events: tokio::sync::Mutex<mpsc::Receiver<Event>>,
    current: Arc<Mutex<Option<String>>>,
    extensions: Arc<Extensions>,
    telemetry: Arc<Telemetry>,
}

/// Both ends: ours, and what serves the program's.
pub fn serve(
    listener: TcpListener,
    about: About,
    telemetry: Telemetry,
    random: Random,
) -> (Api, impl Future<Output = ()>) {
    let (say, said) = mpsc::channel(4);
    let (events, waiting) = mpsc::channel(1);
    let current = Arc::new(Mutex::new(None));
    let extensions = Arc::new(Extensions::new(about, random));
    let telemetry = Arc::new(telemetry);
    let inside = Arc::new(Inside {
        say,
        events: tokio::sync::Mutex::new(waiting),
        current: current.clone(),
        extensions: extensions.clone(),
        telemetry: telemetry.clone(),
    });
    let api = Api {
        said,
        extensions,
        telemetry,
        events,
        current,
    };
    (api, accept(inside, listener))
}

async fn accept(inside: Arc<Inside>, listener: TcpListener) {
    let mut talks = tokio::task::JoinSet::new();
    loop {
        while talks.try_join_next().is_some() {}
        if talks.len() >= AT_ONCE {
            talks.join_next().await;
        }
        let Ok((stream, _)) = listener.accept().await else {
            return;
        };
        talks.spawn(talk(inside.clone(), stream));
    }
}

async fn talk(inside: Arc<Inside>, stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let inside = inside.clone();
        async move { Ok::<_, Infallible>(answer(&inside, request).await) }
    });
    let builder = hyper::server::conn::http1::Builder::new();
    // A program that hangs up says nothing more.
    let _ = builder
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn answer(inside: &Inside, request: hyper::Request<Incoming>) -> Response<Full<Bytes>> {
    let path = request.uri().path().to_owned();
    if let Some(rest) = path.strip_prefix("/2020-01-01/extension/") {
        return extension(inside, rest, request).await;
    }
    let subscribes = match path.trim_end_matches('/') {
        "/2022-07-01/telemetry" => Some(telemetry::Api::Telemetry),
        "/2020-08-15/logs" => Some(telemetry::Api::Logs),
        _ => None,
    };
    if let (Some(api), &Method::PUT) = (subscribes, request.method()) {
        return subscribe(inside, api, request).await;
    }
    let Some(rest) = path.strip_prefix("/2018-06-01/runtime/") else {
        return nothing();
    };
    let method = request.method().clone();
    let parts: Vec<&str> = rest.split('/').collect();
    match (method, parts.as_slice()) {
        (Method::GET, ["invocation", "next"]) => next(inside).await,
        (Method::POST, ["invocation", id, "response"]) => response(inside, id, request).await,
        (Method::POST, ["invocation", id, "error"]) => {
            if !inside.is_current(id) {
                return unknown();
            }
            let broken = error(request).await;
            inside.tell(Said::Error(broken)).await
        }
        (Method::POST, ["init", "error"]) => {
            let broken = error(request).await;
            inside.tell(Said::InitError(broken)).await
        }
        _ => nothing(),
    }
}

fn nothing() -> Response<Full<Bytes>> {
    refusal(StatusCode::NOT_FOUND, "NotFound", "404 page not found")
}

/// An extension wants to be sent what happens.
async fn subscribe(
    inside: &Inside,
    api: telemetry::Api,
    request: hyper::Request<Incoming>,
) -> Response<Full<Bytes>> {
    let id = header(request.headers(), "lambda-extension-identifier");
    let name = match inside.extensions.name_of(id.as_deref()) {
        Ok(name) => name,
        Err(refused) => return said(refused),
    };
    let body = whole(request.into_body(), ERROR).await.flatten();
    let asked = inside
        .telemetry
        .subscribe(api, &name, &body.unwrap_or_default());
    match asked {
        Ok(()) => answered(StatusCode::OK, Bytes::from_static(b"\"OK\"")),
        Err(refused) => refusal(refused.status, &refused.kind, &refused.message),
    }
}

async fn extension(
    inside: &Inside,
    path: &str,
    request: hyper::Request<Incoming>,
) -> Response<Full<Bytes>> {
    let all = &inside.extensions;
    let named = |name| header(request.headers(), name);
    let id = named("lambda-extension-identifier");
    match (request.method().clone(), path) {
        (Method::POST, "register") => {
            let name = named("lambda-extension-name");
            let features = named("lambda-extension-accept-feature");
            let body = whole(request.into_body(), ERROR).await.flatten();
            let body = body.unwrap_or_default();
            said(all.register(name.as_deref(), features.as_deref(), &body))
        }
        (Method::GET, "event/next") => {
            if let Err(refused) = all.waits(id.as_deref()) {
                return said(refused);
            }
            // Whatever is said wakes who waits for all of them. Between two runs nobody listens, and an
            // extension must hear of the end all the same.
            if let Err(TrySendError::Closed(_)) = inside.say.try_send(Said::ExtensionNext) {
                return gone();
            }
            said(all.next(id.as_deref()).await)
        }
        (Method::POST, "init/error" | "exit/error") => {
            let name = match all.name_of(id.as_deref()) {
                Ok(name) => name,
                Err(refused) => return said(refused),
            };
            let kind = named("lambda-extension-function-error-type");
            tracing::debug!("the extension {name} gave up");
            let body = whole(request.into_body(), ERROR).await.flatten();
            let broken = Broken {
                kind: kind.unwrap_or_else(|| "Extension.Crash".to_owned()),
                body: body.unwrap_or_default(),
            };
            inside.tell(Said::InitError(broken)).await
        }
        _ => nothing(),
    }
}

fn said(said: extensions::Said) -> Response<Full<Bytes>> {
    let mut response = answered(said.status, said.body.to_string().into());
    for (name, value) in said.headers {
        put(response.headers_mut(), name, &value);
    }
    response
}

async fn next(inside: &Inside) -> Response<Full<Bytes>> {
    let mut events = inside.events.lock().await;
    if inside.say.send(Said::Next).await.is_err() {
        return gone();
    }
    let Some(event) = events.recv().await else {
        return gone();
    };
    let mut response = Response::new(Full::new(event.payload));
    let headers = response.headers_mut();
    put(headers, "content-type", "application/json");
    put(headers, "lambda-runtime-aws-request-id", &event.id);
    for (name, value) in &event.headers {
        put(headers, name, value);
    }
    response
}

fn put(headers: &mut HeaderMap, name: &'static str, value: &str) {
    if let Ok(value) = value.parse() {
        headers.insert(name, value);
    }
}

async fn response(
    inside: &Inside,
    id: &str,
    request: hyper::Request<Incoming>,
) -> Response<Full<Bytes>> {
    if !inside.is_current(id) {
        return unknown();
    }
    let mode = header(request.headers(), "lambda-runtime-function-response-mode");
    if mode.as_deref() == Some("streaming") {
        return stream(inside, request).await;
    }
    match whole(request.into_body(), LARGEST).await {
        Some(Some(body)) => inside.tell(Said::Response(body)).await,
        Some(None) => {
            let message = format!("Exceeded maximum allowed payload size ({LARGEST} bytes).");
            let told = inside.tell(Said::TooLarge).await;
            match told.status() {
                StatusCode::ACCEPTED => refusal(
                    StatusCode::PAYLOAD_TOO_LARGE,
                    "RequestEntityTooLarge",
                    &message,
                ),
                _ => told,
            }
        }
        None => gone(),
    }
}

async fn stream(inside: &Inside, request: hyper::Request<Incoming>) -> Response<Full<Bytes>> {
    let kind = header(request.headers(), "content-type");
    inside.tell(Said::Begin(kind)).await;
    let mut body = request.into_body();
    let mut broken = None;
    loop {
        match body.frame().await {
            Some(Ok(frame)) => match frame.into_data() {
                Ok(piece) => {
                    inside.tell(Said::Piece(piece)).await;
                }
                Err(frame) => {
                    broken = frame.trailers_ref().and_then(trailers);
                }
            },
            Some(Err(_)) => {
                broken = Some(Broken {
                    kind: "Runtime.TruncatedResponse".to_owned(),
                    body: Bytes::new(),
                });
                break;
            }
            None => break,
        }
    }
    inside.tell(Said::End(broken)).await
}

/// A runtime that breaks off says why in trailers.
fn trailers(trailers: &HeaderMap) -> Option<Broken> {
    let kind = header(trailers, "lambda-runtime-function-error-type")?;
    let body = header(trailers, "lambda-runtime-function-error-body");
    let body = body.and_then(|body| {
        use base64::prelude::{BASE64_STANDARD, Engine};
        BASE64_STANDARD.decode(body).ok()
    });
    Some(Broken {
        kind,
        body: body.unwrap_or_default().into(),
    })
}

async fn error(request: hyper::Request<Incoming>) -> Broken {
    let kind = header(request.headers(), "lambda-runtime-function-error-type");
    let body = whole(request.into_body(), ERROR).await;
    Broken {
        kind: kind.unwrap_or_else(|| "Unknown".to_owned()),
        body: body.flatten().unwrap_or_default(),
    }
}

fn header(headers: &HeaderMap, name: &str) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}

/// `None`: it broke off. `Some(None)`: it is larger than that; the rest is read and forgotten.
async fn whole(mut body: Incoming, most: usize) -> Option<Option<Bytes>> {
    let mut read = BytesMut::new();
    let mut fits = true;
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame.ok()?.into_data() else {
            continue;
        };
        fits &= read.len() + piece.len() <= most;
        if fits {
            read.extend_from_slice(&piece);
        }
    }
    Some(fits.then(|| read.freeze()))
}

impl Inside {
    fn is_current(&self, id: &str) -> bool {
        self.current.lock().as_deref() == Some(id)
    }

    async fn tell(&self, said: Said) -> Response<Full<Bytes>> {
        if self.say.send(said).await.is_err() {
            return gone();
        }
        let body = Bytes::from_static(b"{\"status\":\"OK\"}\n");
        answered(StatusCode::ACCEPTED, body)
    }
}

fn answered(status: StatusCode, body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    put(response.headers_mut(), "content-type", "application/json");
    response
}

fn unknown() -> Response<Full<Bytes>> {
    refusal(
        StatusCode::BAD_REQUEST,
        "InvalidRequestID",
        "Invalid request ID",
    )
}

fn gone() -> Response<Full<Bytes>> {
    refusal(
        StatusCode::FORBIDDEN,
        "InvalidStateTransition",
        "State transition is not allowed",
    )
}

fn refusal(status: StatusCode, kind: &str, message: &str) -> Response<Full<Bytes>> {
    let body = serde_json::json!({"errorMessage": message, "errorType": kind});
    answered(status, body.to_string().into())
}
