//! One connection: TLS if the client begins with it, then HTTP/1.1 or HTTP/2.

use crate::admin::{self, Facilities};
use crate::body::OutBody;
use crate::tls::Tls;
use futures_util::future::BoxFuture;
use haneul_pipeline::{Answer, BoxError, Cloud, Door, Request, handle};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;

/// A client has this long to finish its request's head or its TLS greeting.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);
/// The first byte of a TLS handshake record.
const TLS_HANDSHAKE: u8 = 0x16;

/// What every connection of a listener shares.
pub(crate) struct Shared {
    pub cloud: Cloud,
    pub facilities: Facilities,
    pub tls: Arc<Tls>,
    pub loopback: bool,
    /// The admin door answers here.
    pub admin: bool,
}

pub(crate) async fn serve(
    shared: Arc<Shared>,
    stream: TcpStream,
    peer: SocketAddr,
    stopping: watch::Receiver<bool>,
) {
    let _ = stream.set_nodelay(true);
    let mut first = [0];
    let peeked = haneul_runtime::host::within(HEAD_TIMEOUT * 4, stream.peek(&mut first)).await;
    let Some(Ok(1)) = peeked else {
        return;
    };
    if first[0] != TLS_HANDSHAKE {
        return talk(shared, stream, peer.ip(), false, stopping).await;
    }
    let accepting = shared.tls.accept(&shared.cloud, stream);
    let accepted = haneul_runtime::host::within(HEAD_TIMEOUT, accepting).await;
    if let Some(Ok(stream)) = accepted {
        talk(shared, stream, peer.ip(), true, stopping).await;
    }
}

async fn talk<S>(
    shared: Arc<Shared>,
    stream: S,
    peer: IpAddr,
    secure: bool,
    mut stopping: watch::Receiver<bool>,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request| respond(shared.clone(), request, peer, secure));
    let mut builder = Builder::new(TokioExecutor::new());
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .max_buf_size(MAX_HEAD)
        .http2()
        .timer(TokioTimer::new())
        .max_header_list_size(MAX_HEAD as u32);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    tokio::pin!(connection);
    tokio::select! {
        ended = connection.as_mut() => {
            if let Err(error) = ended {
                tracing::debug!("connection of {peer} ended: {error}");
            }
        }
        () = stopped(&mut stopping) => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.as_mut().await;
        }
    }
}

/// Resolves when the cloud is being stopped.
pub(crate) async fn stopped(stopping: &mut watch::Receiver<bool>) {
    // An error means that the server itself is gone.
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// Bounds the head of a request; also what is buffered of its body before it is asked for.
const MAX_HEAD: usize = 256 << 10;

type Response = Result<hyper::Response<OutBody>, Infallible>;

/// Boxed, since the path's own type is too deep for the compiler to look through.
fn respond(
    shared: Arc<Shared>,
    request: hyper::Request<Incoming>,
    peer: IpAddr,
    secure: bool,
) -> BoxFuture<'static, Response> {
    let request = received(request, peer, secure, shared.loopback);
    Box::pin(async move {
        let answer = if admin::is_for(&request.path) {
            // In a box of its own: it is three times as large as the path, which every call makes.
            Box::pin(admin::answer(&shared, request)).await
        } else {
            handle(&shared.cloud, request).await
        };
        Ok(response(answer))
    })
}

fn received(
    request: hyper::Request<Incoming>,
    peer: IpAddr,
    secure: bool,
    loopback: bool,
) -> Request {
    let (parts, body) = request.into_parts();
    Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        authority: parts.uri.authority().map(|a| a.as_str().to_owned()),
        headers: parts.headers,
        body: body.map_err(|e| Box::new(e) as BoxError).boxed(),
        peer: Some(peer),
        door: Door { loopback, secure },
    }
}

pub(crate) fn response(answer: Answer) -> hyper::Response<OutBody> {
    let mut response = hyper::Response::new(OutBody::from(answer.body));
    *response.status_mut() = http::StatusCode::from_u16(answer.status)
        .unwrap_or(http::StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = answer.headers;
    response
}
