//! Certificate requests (PKCS #10).

use crate::fault::{Fault, Result};
use crate::key::PrivateKey;
use crate::name::Name;
use crate::pem;
use crate::signing::{Signing, verify};
use const_oid::db::rfc5912::ID_EXTENSION_REQ;
use der::asn1::{BitString, SetOfVec};
use der::{Decode, Encode};
use spki::SubjectPublicKeyInfoOwned;
use x509_cert::ext::Extension;
use x509_cert::request::{CertReq, CertReqInfo, ExtensionReq, Version};

pub struct Request {
    pub subject: Name,
    pub public: SubjectPublicKeyInfoOwned,
    pub extensions: Vec<Extension>,
}

/// A request of the key's own, as PEM.
pub fn request(
    subject: Name,
    extensions: Vec<Extension>,
    key: &PrivateKey,
    signing: Signing,
) -> Result<String> {
    let mut attributes = SetOfVec::new();
    if !extensions.is_empty() {
        attributes.insert(ExtensionReq(extensions).try_into()?)?;
    }
    let info = CertReqInfo {
        version: Version::V1,
        subject,
        public_key: key.public()?,
        attributes,
    };
    let signature = signing.sign(key, &info.to_der()?)?;
    let request = CertReq {
        info,
        algorithm: signing.algorithm()?,
        signature: BitString::from_bytes(&signature)?,
    };
    Ok(pem::write(pem::REQUEST, &request.to_der()?))
}

/// What a request says, whose signature must be good.
pub fn read_request(text: &[u8]) -> Result<Request> {
    let mut blocks = pem::read_all(text, pem::REQUEST)?;
    let (Some(bytes), true) = (blocks.pop(), blocks.is_empty()) else {
        return Err(Fault("not exactly one request".to_owned()));
    };
    let request = CertReq::from_der(&bytes)?;
    let signed = request.info.to_der()?;
    let signature = request.signature.raw_bytes();
    if !verify(
        &request.info.public_key,
        &request.algorithm,
        &signed,
        signature,
    )? {
        return Err(Fault("the request's signature is wrong".to_owned()));
    }
    let mut extensions = Vec::new();
    for attribute in request.info.attributes.iter() {
        if attribute.oid != ID_EXTENSION_REQ {
            continue;
        }
        for value in attribute.values.iter() {
            extensions.extend(value.decode_as::<Vec<Extension>>()?);
        }
    }
    Ok(Request {
        subject: request.info.subject,
        public: request.info.public_key,
        extensions,
    })
}
