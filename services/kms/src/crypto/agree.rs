//! A secret that two pairs of keys share (ECDH).

use super::Secret;
use p256::pkcs8::DecodePublicKey;
use zeroize::Zeroizing;

/// With a public key as a SubjectPublicKeyInfo; `None` where that is no key of the same curve.
pub fn shared_secret(key: &Secret, public: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    macro_rules! agree {
        ($curve:ident, $key:expr) => {{
            let public = $curve::PublicKey::from_public_key_der(public).ok()?;
            let shared = $curve::ecdh::diffie_hellman($key.to_nonzero_scalar(), public.as_affine());
            Some(Zeroizing::new(shared.raw_secret_bytes().to_vec()))
        }};
    }
    match key {
        Secret::P256(key) => agree!(p256, key),
        Secret::P384(key) => agree!(p384, key),
        Secret::P521(key) => agree!(p521, key),
        _ => None,
    }
}
