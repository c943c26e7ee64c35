//! Ids in the forms AWS gives them.

use crate::Random;
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const SECRET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// `AKIA` (long-term) or `ASIA` (temporary) and 16 characters.
pub fn access_key_id(random: &Random, prefix: &str) -> String {
    format!("{prefix}{}", random.text(BASE32, 16))
}

pub fn secret_access_key(random: &Random) -> String {
    random.text(SECRET, 40)
}

/// IAM's unique ids: `AIDA` user, `AROA` role, `AGPA` group, `ANPA` policy, and 17 characters.
pub fn unique_id(random: &Random, prefix: &str) -> String {
    format!("{prefix}{}", random.text(BASE32, 17))
}

pub fn hex_id(random: &Random, length: usize) -> String {
    random.text(b"0123456789abcdef", length)
}

pub fn uuid(random: &Random) -> String {
    let mut bytes: [u8; 16] = random.bytes();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    RequestId(u128::from_be_bytes(bytes))
        .write(&mut [0; RequestId::LENGTH])
        .to_owned()
}

/// Identifies one call. The first 48 bits are the cloud's time in milliseconds, so that a record
/// is found from its id alone; the rest is chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RequestId(pub u128);

const S3_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl RequestId {
    pub fn new(random: &Random, now: Timestamp) -> Self {
        let millis = (now.as_millisecond() as u128) & 0xffff_ffff_ffff;
        let chance = u128::from_be_bytes(random.bytes()) & ((1 << 80) - 1);
        // Version 7, variant 1: a well-formed UUID.
        let versioned = (millis << 80 | chance) & !(0xf << 76) & !(0x3 << 62);
        Self(versioned | 0x7 << 76 | 0x2 << 62)
    }

    /// The cloud's time when the call came.
    pub fn millisecond(self) -> i64 {
        (self.0 >> 80) as i64
    }

    /// Of the id as text.
    pub const LENGTH: usize = 36;

    /// The id as text; each call has it written several times.
    pub fn write(self, room: &mut [u8; RequestId::LENGTH]) -> &str {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut shift = 128;
        for (place, digit) in room.iter_mut().enumerate() {
            *digit = match place {
                8 | 13 | 18 | 23 => b'-',
                _ => {
                    shift -= 4;
                    DIGITS[(self.0 >> shift) as usize & 0xf]
                }
            };
        }
        str::from_utf8(room).unwrap_or_default()
    }

    /// S3 writes its request ids as sixteen characters: the first 80 bits.
    pub fn s3(self) -> String {
        (0..16)
            .map(|i| char::from(S3_ALPHABET[(self.0 >> (123 - 5 * i)) as usize & 31]))
            .collect()
    }

    /// Whether `text` names this call, in either form.
    pub fn is_written(self, text: &str) -> bool {
        text.eq_ignore_ascii_case(&self.to_string()) || text.eq_ignore_ascii_case(&self.s3())
    }

    /// The time in an id of either form; `None` where it is no id of ours.
    pub fn time_of(text: &str) -> Option<i64> {
        if text.len() != 16 {
            return text.parse::<RequestId>().ok().map(RequestId::millisecond);
        }
        let bits = text.bytes().try_fold(0u128, |bits, c| {
            let digit = S3_ALPHABET
                .iter()
                .position(|a| *a == c.to_ascii_uppercase())?;
            Some(bits << 5 | digit as u128)
        })?;
        Some((bits >> 32) as i64)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.write(&mut [0; RequestId::LENGTH]))
    }
}

impl Serialize for RequestId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.write(&mut [0; RequestId::LENGTH]))
    }
}

impl FromStr for RequestId {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        if digits.len() != 32 {
            return Err(());
        }
        u128::from_str_radix(&digits, 16)
            .map(RequestId)
            .map_err(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_id_tells_its_time_in_both_forms() {
        let now = Timestamp::from_millisecond(1_795_000_000_123).unwrap();
        let id = RequestId::new(&Random::seeded(7), now);
        assert_eq!(
            RequestId::time_of(&id.to_string()),
            Some(now.as_millisecond())
        );
        assert_eq!(RequestId::time_of(&id.s3()), Some(now.as_millisecond()));
        assert!(id.is_written(&id.s3()) && id.is_written(&id.to_string()));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(RequestId::time_of("not-an-id"), None);
    }

    #[test]
    fn ids_have_the_lengths_aws_gives_them() {
        let random = Random::seeded(1);
        assert_eq!(access_key_id(&random, "AKIA").len(), 20);
        assert_eq!(secret_access_key(&random).len(), 40);
        assert_eq!(unique_id(&random, "AIDA").len(), 21);
        assert_eq!(uuid(&random).len(), 36);
    }
}
