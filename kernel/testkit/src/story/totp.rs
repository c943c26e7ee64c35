//! What an authenticator app shows for a seed: six digits, by the cloud's time (RFC 6238).

use data_encoding::BASE32_NOPAD;
use ring::hmac;

/// The code so many half minutes from `now`, which is in seconds.
pub fn code(seed: &str, now: i64, steps: i64) -> Result<String, String> {
    let seed = BASE32_NOPAD.decode(seed.trim().as_bytes());
    let seed = seed.map_err(|e| format!("no seed: {e}"))?;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, &seed);
    let tag = hmac::sign(&key, &(now.div_euclid(30) + steps).to_be_bytes());
    let tag = tag.as_ref();
    let start = usize::from(tag[19] & 0xf);
    let word: [u8; 4] = std::array::from_fn(|place| tag[start + place]);
    Ok(format!(
        "{:06}",
        (u32::from_be_bytes(word) & 0x7fff_ffff) % 1_000_000
    ))
}
