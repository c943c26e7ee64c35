//! Encryption under a symmetric key: AES-256-GCM under a key that is derived anew for each
//! message, so that no number of messages wears a key out.

use haneul_pipeline::keyring::{Key, derive};
use haneul_runtime::Random;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use zeroize::Zeroizing;

const SALT: usize = 16;

fn cipher(key: &Key, salt: &[u8]) -> Option<LessSafeKey> {
    let derived = Zeroizing::new(derive(key, salt));
    let key = UnboundKey::new(&AES_256_GCM, &*derived).ok()?;
    Some(LessSafeKey::new(key))
}

/// Adds salt, nonce, encrypted bytes and tag to `out`.
pub fn seal(
    random: &Random,
    key: &Key,
    plain: &[u8],
    authenticated: &[u8],
    out: &mut Vec<u8>,
) -> Option<()> {
    let chance: [u8; SALT + NONCE_LEN] = random.bytes();
    let (salt, nonce) = chance.split_first_chunk::<SALT>()?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    out.extend_from_slice(&chance);
    let start = out.len();
    out.extend_from_slice(plain);
    let tag = cipher(key, salt)?
        .seal_in_place_separate_tag(nonce, Aad::from(authenticated), &mut out[start..])
        .ok()?;
    out.extend_from_slice(tag.as_ref());
    Some(())
}

pub fn open(key: &Key, sealed: &[u8], authenticated: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (salt, rest) = sealed.split_first_chunk::<SALT>()?;
    let (nonce, rest) = rest.split_first_chunk::<NONCE_LEN>()?;
    let mut plain = Zeroizing::new(rest.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let length = cipher(key, salt)?
        .open_in_place(nonce, Aad::from(authenticated), &mut plain)
        .ok()?
        .len();
    plain.truncate(length);
    Some(plain)
}
