//! Certificates: what they are to say, signed.

use crate::fault::Result;
use crate::key::PrivateKey;
use crate::name::Name;
use crate::signing::Signing;
use crate::time::moment;
use der::asn1::{BitString, OctetString};
use der::{Encode, oid::AssociatedOid};
use jiff::Timestamp;
use sha1::{Digest, Sha1};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::certificate::{Certificate, TbsCertificate, Version};
use x509_cert::ext::Extension;
use x509_cert::serial_number::SerialNumber;
use x509_cert::time::Validity;

pub struct Draft {
    pub serial: Vec<u8>,
    pub issuer: Name,
    pub subject: Name,
    pub from: Timestamp,
    pub until: Timestamp,
    pub public: SubjectPublicKeyInfoOwned,
    pub extensions: Vec<Extension>,
}

/// The certificate's bytes.
pub fn certificate(draft: Draft, key: &PrivateKey, signing: Signing) -> Result<Vec<u8>> {
    let tbs_certificate = TbsCertificate {
        version: Version::V3,
        serial_number: SerialNumber::new(&draft.serial)?,
        signature: signing.algorithm()?,
        issuer: draft.issuer,
        validity: Validity {
            not_before: moment(draft.from)?,
            not_after: moment(draft.until)?,
        },
        subject: draft.subject,
        subject_public_key_info: draft.public,
        issuer_unique_id: None,
        subject_unique_id: None,
        extensions: Some(draft.extensions).filter(|extensions| !extensions.is_empty()),
    };
    let signature = signing.sign(key, &tbs_certificate.to_der()?)?;
    let certificate = Certificate {
        signature_algorithm: tbs_certificate.signature.clone(),
        tbs_certificate,
        signature: BitString::from_bytes(&signature)?,
    };
    Ok(certificate.to_der()?)
}

pub fn extension<T: AssociatedOid + Encode>(value: &T, critical: bool) -> Result<Extension> {
    extension_of(T::OID, critical, value.to_der()?)
}

pub fn extension_of(
    oid: const_oid::ObjectIdentifier,
    critical: bool,
    bytes: Vec<u8>,
) -> Result<Extension> {
    Ok(Extension {
        extn_id: oid,
        critical,
        extn_value: OctetString::new(bytes)?,
    })
}

/// What a public key is known by in certificates.
pub fn key_id(public: &SubjectPublicKeyInfoOwned) -> Vec<u8> {
    Sha1::digest(public.subject_public_key.raw_bytes()).to_vec()
}
