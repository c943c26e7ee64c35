//! Whose certificates are believed: those that the host's own authorities vouch for, and those that
//! were pinned by their SHA-1 digest.

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{CryptoProvider, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use sha1::{Digest, Sha1};
use std::sync::Arc;

pub type Fingerprint = [u8; 20];

/// What a certificate is pinned by.
pub fn fingerprint(certificate: &[u8]) -> Fingerprint {
    Sha1::digest(certificate).into()
}

#[derive(Debug)]
pub(crate) struct Trust {
    pub provider: Arc<CryptoProvider>,
    /// The host's authorities; it may have none.
    pub public: Option<Arc<dyn ServerCertVerifier>>,
    pub pins: Vec<Fingerprint>,
}

impl Trust {
    fn is_pinned(&self, certificate: &CertificateDer) -> bool {
        self.pins.contains(&fingerprint(certificate))
    }

    /// Naming a pinned certificate in the chain is not enough: it has to vouch for the first.
    fn by_pin(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self.is_pinned(leaf) {
            verify_server_name(&ParsedCertificate::try_from(leaf)?, host)?;
            return Ok(ServerCertVerified::assertion());
        }
        let unknown = Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let Some(pinned) = others.iter().find(|other| self.is_pinned(other)) else {
            return Err(unknown);
        };
        let mut roots = RootCertStore::empty();
        roots.add(pinned.clone().into_owned())?;
        let verifier =
            WebPkiServerVerifier::builder_with_provider(Arc::new(roots), self.provider.clone());
        let verifier = verifier.build().map_err(|_| unknown)?;
        verifier.verify_server_cert(leaf, others, host, &[], now)
    }
}

impl ServerCertVerifier for Trust {
    fn verify_server_cert(
        &self,
        leaf: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        host: &ServerName<'_>,
        stapled: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if let Some(public) = &self.public {
            let verified = public.verify_server_cert(leaf, others, host, stapled, now);
            if verified.is_ok() || self.pins.is_empty() {
                return verified;
            }
        }
        self.by_pin(leaf, others, host, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}
