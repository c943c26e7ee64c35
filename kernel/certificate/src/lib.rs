//! X.509 as bytes: keys, certificate requests, certificates, revocation lists and OCSP answers. Nothing
//! here knows a service; what a certificate may say is said by whoever asks for it.
//!
//! The structures are RustCrypto's (`x509-cert`, `x509-ocsp`); keys are theirs, too, as ring makes no
//! RSA keys and knows no P-521.

pub mod authority;
mod build;
mod chance;
mod fault;
mod key;
mod list;
mod name;
mod ocsp;
mod pem;
mod read;
mod request;
mod signing;
mod time;

pub use build::{Draft, certificate, extension, extension_of, key_id};
pub use chance::Chance;
pub use fault::{Fault, Result};
pub use key::{KeyKind, PrivateKey, kind_of};
pub use list::{Revoked, revocation_list};
pub use name::{Attribute, Name, name};
pub use ocsp::{Asked, Status, answer, asked, refusal};
pub use pem::{CERTIFICATE, REQUEST, read_all, write};
pub use read::{Facts, GeneralNames, read};
pub use request::{Request, read_request, request};
pub use signing::{Hash, Signing, verify};
pub use time::{moment, stamp};

/// What callers make extensions of.
pub mod x509 {
    pub use const_oid::ObjectIdentifier;
    pub use const_oid::db::{rfc4519, rfc5280, rfc5912, rfc6960};
    pub use der::asn1::{BitString, Ia5String, OctetString, Utf8StringRef};
    pub use der::{Any, Decode, Encode, Tag};
    pub use spki::SubjectPublicKeyInfoOwned;
    pub use x509_cert::ext::Extension;
    pub use x509_cert::ext::pkix::*;
}
