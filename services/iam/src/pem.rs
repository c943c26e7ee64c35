//! Certificates and keys as people upload them: PEM.

use jiff::Timestamp;
use rustls::crypto::ring::sign::any_supported_type;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use x509_parser::certificate::X509Certificate;
use x509_parser::pem::Pem;
use x509_parser::prelude::FromDer;

const CERTIFICATE: &str = "CERTIFICATE";

/// A certificate in DER.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate(Vec<u8>);

/// What is asked about certificates here.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    pub begins: Timestamp,
    pub ends: Timestamp,
    /// The public key with its kind.
    pub public_key: Vec<u8>,
}

impl Certificate {
    pub fn facts(&self) -> Option<Facts> {
        let certificate = self.read()?;
        let validity = certificate.validity();
        Some(Facts {
            begins: Timestamp::from_second(validity.not_before.timestamp()).ok()?,
            ends: Timestamp::from_second(validity.not_after.timestamp()).ok()?,
            public_key: certificate.public_key().raw.to_vec(),
        })
    }

    /// Whether the other one signed this one.
    pub fn is_signed_by(&self, other: &Certificate) -> bool {
        let (Some(own), Some(other)) = (self.read(), other.read()) else {
            return false;
        };
        let signed = || own.verify_signature(Some(other.public_key())).is_ok();
        own.issuer() == other.subject() && signed()
    }

    fn read(&self) -> Option<X509Certificate<'_>> {
        let (rest, certificate) = X509Certificate::from_der(&self.0).ok()?;
        rest.is_empty().then_some(certificate)
    }
}

/// One certificate and nothing beside it.
pub fn certificate(text: &str) -> Option<Certificate> {
    match certificates(text)?.as_slice() {
        [one] => Some(one.clone()),
        _ => None,
    }
}

/// Certificates and nothing between them; `None` where one of them is none.
pub fn certificates(text: &str) -> Option<Vec<Certificate>> {
    let mut all = Vec::new();
    for block in blocks(text)? {
        let certificate = Certificate(block.contents);
        if block.label != CERTIFICATE || certificate.read().is_none() {
            return None;
        }
        all.push(certificate);
    }
    (!all.is_empty()).then_some(all)
}

/// The public key, with its kind, that belongs to a private one.
pub fn public_of(private: &str) -> Option<Vec<u8>> {
    let key = PrivateKeyDer::from_pem_slice(private.as_bytes()).ok()?;
    let key = any_supported_type(&key).ok()?;
    Some(key.public_key()?.to_vec())
}

/// The blocks of a PEM text, whatever they hold.
pub fn blocks(text: &str) -> Option<Vec<Block>> {
    let mut found = Vec::new();
    for block in Pem::iter_from_buffer(text.as_bytes()) {
        let block = block.ok()?;
        found.push(Block {
            label: block.label,
            contents: block.contents,
        });
    }
    Some(found)
}

pub struct Block {
    pub label: String,
    pub contents: Vec<u8>,
}
