//! Brings batches to those who subscribed, inside of their sandbox.

use super::asked::Destination;
use super::subscriber::Subscriber;
use bytes::Bytes;
use haneul_runtime::host;
use http::header::{CONNECTION, CONTENT_TYPE, HOST};
use http::{Method, Request, Uri};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use std::io::{Error, Result};
use std::net::{Ipv4Addr, TcpStream as Socket};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Between two tries, at first and at last.
const PAUSES: [Duration; 2] = [Duration::from_millis(50), Duration::from_secs(5)];
/// Who was sent something may close the connection itself, for so long.
const CLOSING: Duration = Duration::from_secs(1);

/// How the network of a sandbox is reached.
pub enum Dial {
    /// By a socket of its own.
    Inside(Socket),
    /// It is the host's.
    Host,
}

impl Dial {
    async fn connect(&self, port: u16) -> Result<TcpStream> {
        let socket = match self {
            Dial::Inside(socket) => {
                // What it was connected to, or was refused by, last.
                haneul_compute::hang_up(socket)?;
                TcpSocket::from_std_stream(socket.try_clone()?)
            }
            Dial::Host => TcpSocket::new_v4()?,
        };
        socket.connect((Ipv4Addr::LOCALHOST, port).into()).await
    }
}

/// As long as the sandbox is there. Who refuses a batch, or is not there, is sent it again.
pub async fn send(to: Arc<Subscriber>, dial: Dial) {
    let mut connected = None;
    loop {
        let batch = to.batch().await;
        let [mut pause, last] = PAUSES;
        while let Err(error) = send_once(&to, &dial, &mut connected, &batch).await {
            tracing::debug!("{} is not sent its telemetry: {error}", to.name);
            connected = None;
            host::pause(pause).await;
            pause = (pause * 2).min(last);
        }
    }
}

async fn send_once(
    to: &Subscriber,
    dial: &Dial,
    connected: &mut Option<TcpStream>,
    batch: &[String],
) -> Result<()> {
    let port = to.asked.port;
    match &to.asked.destination {
        Destination::Http { method, uri } => {
            let body = format!("[{}]", batch.join(","));
            post(dial.connect(port).await?, method, uri, body).await
        }
        Destination::Tcp => {
            if connected.is_none() {
                *connected = Some(dial.connect(port).await?);
            }
            let Some(stream) = connected else {
                return Ok(());
            };
            let mut lines = batch.join("\n");
            lines.push('\n');
            stream.write_all(lines.as_bytes()).await
        }
    }
}

async fn post(stream: TcpStream, method: &Method, uri: &Uri, body: String) -> Result<()> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(Error::other)?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let host = uri.authority().map_or("sandbox", |host| host.as_str());
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header(HOST, host)
        .header(CONTENT_TYPE, "application/json")
        .header(CONNECTION, "close")
        .body(Full::new(Bytes::from(body)))
        .map_err(Error::other)?;
    let answer = async move {
        let response = sender.send_request(request).await.map_err(Error::other)?;
        let status = response.status();
        let mut body = response.into_body();
        while let Some(frame) = body.frame().await {
            frame.map_err(Error::other)?;
        }
        match status.is_success() {
            true => Ok(()),
            false => Err(Error::other(format!("it answered {status}"))),
        }
    };
    let (answered, parts) = tokio::join!(answer, connection.without_shutdown());
    if let Ok(parts) = parts {
        let mut stream = parts.io.into_inner();
        _ = host::within(CLOSING, close(&mut stream)).await;
    }
    answered
}

async fn close(stream: &mut TcpStream) -> Result<()> {
    stream.shutdown().await?;
    let mut rest = [0; 256];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}
