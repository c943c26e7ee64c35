//! One request, one connection.

use crate::failure::Failure;
use crate::trust::{Fingerprint, Trust};
use bytes::Bytes;
use haneul_runtime::host;
use http::{HeaderMap, Request, Uri};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use parking_lot::Mutex;
use rustls::ClientConfig;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::ServerName;
use rustls_platform_verifier::Verifier;
use std::collections::HashMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Of the head of an answer.
const HEAD_BYTES: usize = 64 << 10;
const PORT: u16 = 443;
const PLAIN_PORT: u16 = 80;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Get<'a> {
    pub url: &'a str,
    /// Certificates that are believed though no authority of the host vouches for them.
    pub pins: &'a [Fingerprint],
    /// Hosts that are somewhere else than the name system says.
    pub hosts: &'a HashMap<String, SocketAddr>,
    /// Of the answer's body.
    pub most: usize,
    /// All of it, in the host's time.
    pub within: Duration,
}

/// What is told, by HTTP with or without TLS.
#[derive(Clone, Debug)]
pub struct Post<'a> {
    pub url: &'a str,
    pub headers: &'a [(String, String)],
    pub body: Bytes,
    /// Hosts that are somewhere else than the name system says.
    pub hosts: &'a HashMap<String, SocketAddr>,
    /// Of the answer's body.
    pub most: usize,
    /// All of it, in the host's time.
    pub within: Duration,
}

/// How each request says in `Via` that a cloud sent it for somebody. Whoever is asked to trust its
/// neighbours on this machine must not take it for one of them.
pub const VIA: &str = "1.1 haneul";

/// A request of any method, by HTTP with or without TLS.
#[derive(Clone, Debug)]
pub struct Call<'a> {
    pub method: &'a str,
    pub post: Post<'a>,
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Bytes,
    headers: HeaderMap,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// The client; it remembers the host's authorities.
#[derive(Default)]
pub struct Outbound {
    public: Mutex<Option<Public>>,
}

/// Whom the host trusts, if it says so.
type Public = Option<Arc<dyn ServerCertVerifier>>;

impl Outbound {
    pub async fn get(&self, get: Get<'_>) -> Result<Answer, Failure> {
        let url = || Failure::Url(get.url.to_owned());
        let uri: Uri = get.url.parse().map_err(|_| url())?;
        let host = uri.host().filter(|_| uri.scheme_str() == Some("https"));
        let bracketed = host.ok_or_else(url)?.to_ascii_lowercase();
        let host = unbracketed(&bracketed);
        let name = ServerName::try_from(host.to_owned()).map_err(|_| url())?;
        let asked = Asked {
            url: get.url,
            hosts: get.hosts,
            most: get.most,
            uri: &uri,
            host,
            bracketed: &bracketed,
        };
        let work = async {
            let stream = asked.reach(PORT).await?;
            let stream = asked.secure(stream, self.trust(get.pins), name).await?;
            let head = Request::get(asked.path()).header("accept", "application/json");
            asked.exchange(stream, head, Bytes::new()).await
        };
        let answer = host::within(get.within, work).await;
        answer.unwrap_or_else(|| Err(Failure::Slow(host.to_owned())))
    }

    pub async fn post(&self, post: Post<'_>) -> Result<Answer, Failure> {
        let method = "POST";
        self.call(Call { method, post }).await
    }

    pub async fn call(&self, call: Call<'_>) -> Result<Answer, Failure> {
        let post = call.post;
        let url = || Failure::Url(post.url.to_owned());
        let uri: Uri = post.url.parse().map_err(|_| url())?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(url()),
        };
        let bracketed = uri.host().ok_or_else(url)?.to_ascii_lowercase();
        let host = unbracketed(&bracketed);
        let asked = Asked {
            url: post.url,
            hosts: post.hosts,
            most: post.most,
            uri: &uri,
            host,
            bracketed: &bracketed,
        };
        let work = async {
            let mut head = Request::builder().method(call.method).uri(asked.path());
            for (name, value) in post.headers {
                head = head.header(name, value);
            }
            if !secure {
                let stream = asked.reach(PLAIN_PORT).await?;
                return asked.exchange(stream, head, post.body.clone()).await;
            }
            let name = ServerName::try_from(host.to_owned()).map_err(|_| url())?;
            let stream = asked.reach(PORT).await?;
            let stream = asked.secure(stream, self.trust(&[]), name).await?;
            asked.exchange(stream, head, post.body.clone()).await
        };
        let answer = host::within(post.within, work).await;
        answer.unwrap_or_else(|| Err(Failure::Slow(host.to_owned())))
    }

    fn trust(&self, pins: &[Fingerprint]) -> Trust {
        let provider = Arc::new(ring::default_provider());
        let mut public = self.public.lock();
        let public = public.get_or_insert_with(|| authorities(&provider));
        Trust {
            public: public.clone(),
            pins: pins.to_vec(),
            provider,
        }
    }
}

fn authorities(provider: &Arc<CryptoProvider>) -> Public {
    let verifier = Verifier::new(provider.clone()).ok()?;
    Some(Arc::new(verifier))
}

/// URLs and `Host` have IPv6 addresses in brackets; names of certificates and sockets do not.
fn unbracketed(host: &str) -> &str {
    let inner = host.strip_prefix('[').and_then(|h| h.strip_suffix(']'));
    inner.unwrap_or(host)
}

struct Asked<'a> {
    url: &'a str,
    hosts: &'a HashMap<String, SocketAddr>,
    most: usize,
    uri: &'a Uri,
    host: &'a str,
    /// As URLs have it.
    bracketed: &'a str,
}

impl Asked<'_> {
    /// The host and, where the URL names one, the port. Whoever the URL names before them is
    /// nobody's business.
    fn header(&self) -> String {
        match self.uri.port_u16() {
            Some(port) => format!("{}:{port}", self.bracketed),
            None => self.bracketed.to_owned(),
        }
    }

    fn path(&self) -> &str {
        self.uri.path_and_query().map_or("/", |path| path.as_str())
    }

    fn unreachable(&self, error: io::Error) -> Failure {
        Failure::Unreachable {
            host: self.host.to_owned(),
            why: error.to_string(),
        }
    }

    async fn reach(&self, usual_port: u16) -> Result<TcpStream, Failure> {
        let port = self.uri.port_u16().unwrap_or(usual_port);
        let elsewhere = self.hosts.get(self.host);
        let elsewhere = elsewhere.or_else(|| self.hosts.get(self.bracketed));
        let stream = match elsewhere {
            Some(address) => TcpStream::connect(address).await,
            None => TcpStream::connect((self.host, port)).await,
        };
        stream.map_err(|error| self.unreachable(error))
    }

    async fn secure(
        &self,
        stream: TcpStream,
        trust: Trust,
        name: ServerName<'static>,
    ) -> Result<TlsStream<TcpStream>, Failure> {
        let versions = ClientConfig::builder_with_provider(trust.provider.clone())
            .with_safe_default_protocol_versions();
        let config = versions
            .map_err(|e| self.unreachable(io::Error::other(e)))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(trust))
            .with_no_client_auth();
        let connector = TlsConnector::from(Arc::new(config));
        connector.connect(name, stream).await.map_err(|error| {
            let inner = error.get_ref().and_then(|e| e.downcast_ref());
            match inner {
                Some(rustls::Error::InvalidCertificate(why)) => Failure::Untrusted {
                    host: self.host.to_owned(),
                    why: why.to_string(),
                },
                _ => self.unreachable(error),
            }
        })
    }

    async fn exchange(
        &self,
        stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
        head: http::request::Builder,
        body: Bytes,
    ) -> Result<Answer, Failure> {
        let broken = |error: hyper::Error| Failure::Broken {
            host: self.host.to_owned(),
            why: error.to_string(),
        };
        let agent = head
            .headers_ref()
            .is_some_and(|h| h.contains_key("user-agent"));
        let head = match agent {
            true => head,
            false => head.header("user-agent", "haneul"),
        };
        let request = head
            .header("host", self.header())
            .header("via", VIA)
            .body(Full::new(body))
            .map_err(|_| Failure::Url(self.url.to_owned()))?;
        let (mut sender, connection) = http1::Builder::new()
            .max_buf_size(HEAD_BYTES)
            .handshake(TokioIo::new(stream))
            .await
            .map_err(broken)?;
        let work = async {
            let answer = sender.send_request(request).await.map_err(broken)?;
            let status = answer.status().as_u16();
            let headers = answer.headers().clone();
            let body = Limited::new(answer.into_body(), self.most);
            let body = body.collect().await.map_err(|error| {
                if error.is::<LengthLimitError>() {
                    return Failure::Large(self.host.to_owned());
                }
                Failure::Broken {
                    host: self.host.to_owned(),
                    why: error.to_string(),
                }
            })?;
            let body = body.to_bytes();
            Ok(Answer {
                status,
                body,
                headers,
            })
        };
        tokio::pin!(work);
        tokio::select! {
            biased;
            answer = &mut work => answer,
            // What it had to say has been read; the rest of the work knows whether it was all.
            _ = connection => work.await,
        }
    }
}
