//! A value under a data key: AES-256 in Galois counter mode, the nonce before it.

use haneul_pipeline::AwsError;
use haneul_runtime::Random;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

fn key(bytes: &[u8]) -> Result<LessSafeKey, AwsError> {
    let key = UnboundKey::new(&AES_256_GCM, bytes);
    key.map(LessSafeKey::new)
        .map_err(|_| AwsError::internal("a data key of another length"))
}

pub fn seal(random: &Random, data_key: &[u8], plain: &[u8]) -> Result<Vec<u8>, AwsError> {
    let nonce: [u8; NONCE_LEN] = random.bytes();
    let mut sealed = plain.to_vec();
    key(data_key)?
        .seal_in_place_append_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::empty(),
            &mut sealed,
        )
        .map_err(|_| AwsError::internal("a value cannot be sealed"))?;
    Ok([&nonce[..], &sealed].concat())
}

pub fn open(data_key: &[u8], bytes: &[u8]) -> Result<Vec<u8>, AwsError> {
    let damaged = || AwsError::internal("a value cannot be opened");
    let (nonce, sealed) = bytes.split_first_chunk::<NONCE_LEN>().ok_or_else(damaged)?;
    let mut plain = sealed.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let opened = key(data_key)?.open_in_place(nonce, Aad::empty(), &mut plain);
    let length = opened.map_err(|_| damaged())?.len();
    plain.truncate(length);
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sealed_is_opened_by_its_key_alone() {
        let random = Random::seeded(1);
        let (own, other) = ([1; 32], [2; 32]);
        let sealed = seal(&random, &own, b"a secret").expect("it is sealed");
        assert!(!sealed.windows(6).any(|part| part == b"secret"));
        assert_eq!(open(&own, &sealed).expect("it is opened"), b"a secret");
        assert!(open(&other, &sealed).is_err());
        assert!(open(&own, &sealed[..20]).is_err());
        assert!(open(&own, b"short").is_err());
    }
}
