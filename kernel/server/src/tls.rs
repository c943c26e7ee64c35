//! TLS: for each name a client asks for, the certificate that a service keeps for it; else one from our
//! own authority, made when first asked for.

use crate::authority::Authority;
use crate::shown::Kept;
use haneul_pipeline::Cloud;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::fmt;
use std::io;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::LazyConfigAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::server::{Acceptor, ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;
use tokio_rustls::server::TlsStream;

/// Names come from clients: no more certificates than this are kept.
pub(crate) const KEPT: usize = 1_000;

pub(crate) struct Tls {
    /// With certificates of our own authority.
    own: Arc<ServerConfig>,
    kept: Kept,
}

impl Tls {
    pub fn new(authority: Authority) -> Tls {
        let own = Certificates {
            authority,
            issued: Mutex::default(),
        };
        Tls {
            own: Arc::new(config(Arc::new(own))),
            kept: Kept::default(),
        }
    }

    pub async fn accept(
        &self,
        cloud: &Cloud,
        stream: TcpStream,
    ) -> io::Result<TlsStream<TcpStream>> {
        let start = LazyConfigAcceptor::new(Acceptor::default(), stream).await?;
        let name = start.client_hello().server_name().map(str::to_lowercase);
        let kept = match name {
            Some(name) => self.kept.of(cloud, &name).await,
            None => None,
        };
        let config = kept.unwrap_or_else(|| self.own.clone());
        start.into_stream(config).await
    }
}

pub(crate) fn config(resolver: Arc<dyn ResolvesServerCert>) -> ServerConfig {
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config
}

struct Certificates {
    authority: Authority,
    issued: Mutex<HashMap<String, Arc<CertifiedKey>>>,
}

impl fmt::Debug for Certificates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Certificates")
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        let name = hello.server_name().unwrap_or("localhost");
        if let Some(known) = self.issued.lock().get(name) {
            return Some(known.clone());
        }
        let fresh = match self.authority.issue(name) {
            Ok(fresh) => Arc::new(fresh),
            Err(error) => {
                tracing::warn!("no certificate for {name}: {error}");
                return None;
            }
        };
        let mut issued = self.issued.lock();
        if issued.len() >= KEPT {
            issued.clear();
        }
        issued.insert(name.to_owned(), fresh.clone());
        Some(fresh)
    }
}
