//! Shard iterators: a place in a shard, for five minutes. Whoever makes one up gets no further than
//! the policies of the stream that it names let him.

use crate::address::Address;
use crate::errors;
use crate::limits::{ITERATOR_SECONDS, SECOND};
use crate::stream::Found;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Position {
    #[serde(rename = "a")]
    account: String,
    #[serde(rename = "n")]
    name: String,
    #[serde(rename = "i")]
    pub stream: u64,
    #[serde(rename = "s")]
    pub shard: u32,
    #[serde(rename = "p", with = "digits")]
    pub place: u128,
    /// Records that came before this time are left out.
    #[serde(rename = "t")]
    pub not_before: i64,
    #[serde(rename = "m")]
    made: i64,
}

impl Position {
    pub fn new(cx: &Cx, found: &Found, shard: u32, place: u128, not_before: i64) -> Position {
        Position {
            account: found.address.account.clone(),
            name: found.address.name.clone(),
            stream: found.stream.id,
            shard,
            place,
            not_before,
            made: cx.now().as_microsecond(),
        }
    }

    pub fn text(&self) -> String {
        BASE64_STANDARD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    pub fn read(text: &str) -> Option<Position> {
        let bytes = BASE64_STANDARD.decode(text).ok()?;
        serde_json::from_slice(&bytes).ok()
    }

    pub fn address(&self) -> Address {
        Address {
            account: self.account.clone(),
            name: self.name.clone(),
        }
    }

    pub fn check_age(&self, cx: &Cx) -> Result<(), AwsError> {
        let now = cx.now();
        // Whoever made it up may have written anything.
        if now.as_microsecond().saturating_sub(self.made) <= ITERATOR_SECONDS * SECOND {
            return Ok(());
        }
        let made = Timestamp::from_microsecond(self.made).unwrap_or_default();
        Err(errors::expired_iterator(&date(made), &date(now)))
    }
}

/// As Java writes dates.
fn date(at: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::UTC);
    at.strftime("%a %b %d %H:%M:%S UTC %Y").to_string()
}

mod digits {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(place: &u128, out: S) -> Result<S::Ok, S::Error> {
        out.serialize_str(&place.to_string())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<u128, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}
