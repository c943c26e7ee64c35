//! TLS: for each name a client asks for, a certificate from our own authority, made when first
//! asked for.

use crate::authority::Authority;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::server::{ClientHello, ResolvesServerCert};
use tokio_rustls::rustls::sign::CertifiedKey;

/// Names come from clients: no more certificates than this are kept.
const KEPT: usize = 1_000;

pub(crate) fn acceptor(authority: Authority) -> TlsAcceptor {
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Certificates {
            authority,
            issued: Mutex::default(),
        }));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    TlsAcceptor::from(Arc::new(config))
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
