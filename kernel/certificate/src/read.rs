//! What a certificate says.

use crate::fault::Result;
use crate::key::{KeyKind, kind_of};
use crate::name::Name;
use crate::signing::{Signing, verify};
use crate::time::stamp;
use const_oid::ObjectIdentifier;
use const_oid::db::rfc4519::COMMON_NAME;
use der::asn1::Utf8StringRef;
use der::{Decode, Encode};
use jiff::Timestamp;
use sha1::{Digest, Sha1};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::certificate::Certificate;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{
    BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName, SubjectKeyIdentifier,
};

pub use x509_cert::ext::pkix::name::GeneralNames;

/// A certificate that was read.
pub struct Facts {
    pub subject: Name,
    pub issuer: Name,
    pub serial: Vec<u8>,
    pub from: Timestamp,
    pub until: Timestamp,
    pub public: SubjectPublicKeyInfoOwned,
    /// As AWS calls it; the object identifier, where it does not.
    pub signature: String,
    pub constraints: Option<BasicConstraints>,
    pub usage: Option<KeyUsage>,
    pub purposes: Vec<ObjectIdentifier>,
    pub names: Vec<String>,
    /// What it is known by in those that it issues.
    pub key_id: Vec<u8>,
    whole: Certificate,
}

pub fn read(bytes: &[u8]) -> Result<Facts> {
    let whole = Certificate::from_der(bytes)?;
    let tbs = &whole.tbs_certificate;
    let names = tbs.get::<SubjectAltName>()?;
    let names = names.map(|(_, names)| dns(&names.0)).unwrap_or_default();
    let purposes = tbs.get::<ExtendedKeyUsage>()?;
    let id = tbs.get::<SubjectKeyIdentifier>()?;
    let public = tbs.subject_public_key_info.clone();
    let oid = whole.signature_algorithm.oid;
    Ok(Facts {
        subject: tbs.subject.clone(),
        issuer: tbs.issuer.clone(),
        serial: tbs.serial_number.as_bytes().to_vec(),
        from: stamp(&tbs.validity.not_before),
        until: stamp(&tbs.validity.not_after),
        signature: Signing::name_of(oid).map_or_else(|| oid.to_string(), str::to_owned),
        constraints: tbs.get::<BasicConstraints>()?.map(|(_, found)| found),
        usage: tbs.get::<KeyUsage>()?.map(|(_, found)| found),
        purposes: purposes.map(|(_, found)| found.0).unwrap_or_default(),
        names,
        key_id: match id {
            Some((_, id)) => id.0.as_bytes().to_vec(),
            None => Sha1::digest(public.subject_public_key.raw_bytes()).to_vec(),
        },
        public,
        whole,
    })
}

fn dns(names: &GeneralNames) -> Vec<String> {
    let names = names.iter().filter_map(|name| match name {
        GeneralName::DnsName(name) => Some(name.to_string()),
        _ => None,
    });
    names.collect()
}

impl Facts {
    pub fn kind(&self) -> Option<KeyKind> {
        kind_of(&self.public)
    }

    pub fn is_authority(&self) -> bool {
        self.constraints.as_ref().is_some_and(|found| found.ca)
    }

    /// Named as its issuer, and signed by it.
    pub fn is_issued_by(&self, issuer: &Facts) -> Result<bool> {
        if self.issuer != issuer.subject {
            return Ok(false);
        }
        let signed = self.whole.tbs_certificate.to_der()?;
        let signature = self.whole.signature.raw_bytes();
        verify(
            &issuer.public,
            &self.whole.signature_algorithm,
            &signed,
            signature,
        )
    }

    pub fn is_self_signed(&self) -> Result<bool> {
        self.is_issued_by(self)
    }

    /// As AWS writes it: pairs of digits with colons.
    pub fn serial_with_colons(&self) -> String {
        let pairs: Vec<String> = self.serial.iter().map(|b| format!("{b:02x}")).collect();
        pairs.join(":")
    }

    pub fn common_name(&self) -> Option<String> {
        let parts = self.subject.0.iter().flat_map(|part| part.0.iter());
        let mut found = parts.filter(|attribute| attribute.oid == COMMON_NAME);
        let value = &found.next()?.value;
        let text = Utf8StringRef::new(value.value()).ok()?;
        Some(text.to_string())
    }
}
