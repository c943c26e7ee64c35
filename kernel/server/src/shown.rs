//! Certificates that a service keeps for names, ready to be shown. Each is read once for each change of
//! any of them.

use crate::tls::{KEPT, config};
use haneul_pipeline::{AwsError, Certificates, Cloud, Shown, is_loopback_name};
use jiff::Timestamp;
use parking_lot::Mutex;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring::sign::any_supported_type;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio_rustls::rustls::server::ServerSessionMemoryCache;
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};

/// Sessions that clients may go on with, of each certificate: they end with it.
const SESSIONS: usize = 32;

#[derive(Default)]
pub(crate) struct Kept(Mutex<HashMap<String, Known>>);

/// What is shown for a name, if anything, as it was at a version of the store.
#[derive(Clone)]
struct Known {
    version: u64,
    shown: Option<(Arc<ServerConfig>, Timestamp)>,
}

impl Kept {
    /// How to greet who asks for a name (in lower case), where a service keeps a certificate for it.
    pub async fn of(&self, cloud: &Cloud, name: &str) -> Option<Arc<ServerConfig>> {
        let certificates = cloud.certificates.as_ref()?;
        // Without its database the cloud goes on with what it knows.
        if let Err(error) = cloud.refresh(Duration::ZERO).await {
            tracing::warn!("certificates may be of old: {error}");
        }
        let (version, now) = (certificates.version(&cloud.store), cloud.clock.now());
        let known = self.0.lock().get(name).cloned();
        let known = known.filter(|known| known.is_good(version, now));
        let known = match known {
            Some(known) => known,
            None => match look(cloud, certificates.as_ref(), name, now) {
                Ok(known) => self.keep(name, known),
                Err(error) => {
                    tracing::warn!("no certificate for {name}: {error}");
                    return None;
                }
            },
        };
        known.shown.map(|(config, _)| config)
    }

    fn keep(&self, name: &str, known: Known) -> Known {
        let mut all = self.0.lock();
        if all.len() >= KEPT && !all.contains_key(name) {
            all.clear();
        }
        all.insert(name.to_owned(), known.clone());
        known
    }
}

impl Known {
    fn is_good(&self, version: u64, now: Timestamp) -> bool {
        let is_over = self.shown.as_ref().is_some_and(|(_, until)| *until <= now);
        self.version >= version && !is_over
    }
}

fn look(
    cloud: &Cloud,
    certificates: &dyn Certificates,
    name: &str,
    now: Timestamp,
) -> Result<Known, AwsError> {
    // For the cloud's own names, only what was made for just that name.
    let exact = is_loopback_name(name);
    let (version, found) = cloud.store.read(|tx| {
        let found = certificates.covering(tx, name, exact, now)?;
        Ok::<_, AwsError>((tx.version(), found))
    })?;
    let shown = found.and_then(|found| greeting(name, found));
    Ok(Known { version, shown })
}

/// Not every key that a service keeps is one that TLS takes here.
fn greeting(name: &str, shown: Shown) -> Option<(Arc<ServerConfig>, Timestamp)> {
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(shown.private));
    let signing = any_supported_type(&key)
        .inspect_err(|error| tracing::warn!("the certificate for {name} cannot be shown: {error}"))
        .ok()?;
    let chain = shown.chain.into_iter().map(CertificateDer::from).collect();
    let own = SingleCertAndKey::from(CertifiedKey::new(chain, signing));
    let mut config = config(Arc::new(own));
    config.session_storage = ServerSessionMemoryCache::new(SESSIONS);
    Some((Arc::new(config), shown.until))
}
