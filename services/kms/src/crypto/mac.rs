//! Message authentication codes.

use hmac::{Hmac, Mac};
use sha2::{Sha224, Sha256, Sha384, Sha512};

macro_rules! with_hash {
    ($hash:ty, $key:expr, $message:expr, |$mac:ident| $then:expr) => {{
        let mut $mac = Hmac::<$hash>::new_from_slice($key).ok()?;
        $mac.update($message);
        Some($then)
    }};
}

macro_rules! by_algorithm {
    ($name:expr, $key:expr, $message:expr, |$mac:ident| $then:expr) => {
        match $name {
            "HMAC_SHA_224" => with_hash!(Sha224, $key, $message, |$mac| $then),
            "HMAC_SHA_256" => with_hash!(Sha256, $key, $message, |$mac| $then),
            "HMAC_SHA_384" => with_hash!(Sha384, $key, $message, |$mac| $then),
            "HMAC_SHA_512" => with_hash!(Sha512, $key, $message, |$mac| $then),
            _ => None,
        }
    };
}

/// `None`: there is no such algorithm.
pub fn mac(algorithm: &str, key: &[u8], message: &[u8]) -> Option<Vec<u8>> {
    by_algorithm!(algorithm, key, message, |mac| mac
        .finalize()
        .into_bytes()
        .to_vec())
}

/// Whether it is the message's, found out in the same time whatever it is.
pub fn mac_is(algorithm: &str, key: &[u8], message: &[u8], given: &[u8]) -> Option<bool> {
    by_algorithm!(algorithm, key, message, |mac| mac
        .verify_slice(given)
        .is_ok())
}
