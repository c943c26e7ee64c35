//! The cloud as programs in sandboxes see it: an address that exists only inside one, and leads to
//! the same path as every other. Whoever comes from there is nobody on this machine: no key that
//! only loopback knows, no admin door.

use crate::body::OutBody;
use crate::connection::response;
use futures_util::future::BoxFuture;
use haneul_pipeline::{BoxError, Cloud, Door, Request, handle};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

/// Connections of one sandbox at once.
const AT_ONCE: usize = 256;

/// Serves until the listener's sandbox is gone and nobody holds what this returns.
pub async fn serve_inside(cloud: Cloud, listener: TcpListener) {
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut talks = tokio::task::JoinSet::new();
    while let Ok(permit) = room.clone().acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            return;
        };
        while talks.try_join_next().is_some() {}
        let cloud = cloud.clone();
        talks.spawn(async move {
            talk(cloud, stream).await;
            drop(permit);
        });
    }
}

async fn talk(cloud: Cloud, stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| respond(cloud.clone(), request));
    let builder = Builder::new(TokioExecutor::new());
    // Whoever hangs up in the middle hurts only himself.
    let _ = builder
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

/// Boxed, since the path's own type is too deep for the compiler to look through.
fn respond(
    cloud: Cloud,
    request: hyper::Request<Incoming>,
) -> BoxFuture<'static, Result<hyper::Response<OutBody>, Infallible>> {
    let (parts, body) = request.into_parts();
    let request = Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        authority: parts.uri.authority().map(|a| a.as_str().to_owned()),
        headers: parts.headers,
        body: body.map_err(|e| Box::new(e) as BoxError).boxed(),
        peer: None,
        door: Door::default(),
    };
    Box::pin(async move { Ok(response(handle(&cloud, request).await)) })
}
