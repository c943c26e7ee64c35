//! Refusals of server certificates.

use crate::errors::{already_exists, no_such_entity};
use haneul_pipeline::AwsError;

pub fn no_certificate(name: &str) -> AwsError {
    no_such_entity(format!(
        "The Server Certificate with name {name} cannot be found."
    ))
}

pub fn certificate_exists(name: &str) -> AwsError {
    already_exists(format!(
        "The Server Certificate with name {name} already exists."
    ))
}

pub fn malformed(message: impl Into<String>) -> AwsError {
    AwsError::new("MalformedCertificate", message).status(400)
}

pub fn no_pem() -> AwsError {
    malformed("Unable to parse certificate. Please ensure the certificate is in PEM format.")
}

pub fn no_pem_key() -> AwsError {
    malformed("Unable to parse key. Please ensure the key is in PEM format and is not encrypted.")
}

/// `place` is that of the certificate which the next one did not sign: -1 for the server's own.
pub fn broken_chain(place: i64) -> AwsError {
    malformed(format!(
        "Unable to validate certificate chain. The certificate chain must start with the immediate \
         signing certificate, followed by any intermediaries in order. The index within the chain \
         of the invalid certificate is: {place}"
    ))
}

pub fn other_key() -> AwsError {
    let message = "Public key does not match private key.";
    AwsError::new("KeyPairMismatch", message).status(400)
}
