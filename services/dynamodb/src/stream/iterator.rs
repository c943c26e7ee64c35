//! Shard iterators: a place in a shard, for fifteen minutes. Whoever makes one up gets no further
//! than the policies of the stream that it names let him.

use crate::errors;
use crate::limits::SECOND;
use crate::stream::access::Name;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;
use jiff::tz::TimeZone;

const LASTS: i64 = 900 * SECOND;

#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    pub stream: Name,
    pub shard: u32,
    pub place: u128,
    /// Changes before this time are left out.
    pub not_before: i64,
    /// What is too old is left out, rather than missed.
    pub from_oldest: bool,
    pub made: i64,
}

impl Position {
    pub fn text(&self, cx: &Cx) -> String {
        let mut bytes = Vec::with_capacity(37);
        bytes.extend_from_slice(&self.shard.to_be_bytes());
        bytes.extend_from_slice(&self.place.to_be_bytes());
        bytes.extend_from_slice(&self.not_before.to_be_bytes());
        bytes.push(u8::from(self.from_oldest));
        bytes.extend_from_slice(&self.made.to_be_bytes());
        format!(
            "{}|1|{}",
            self.stream.arn(cx),
            BASE64_STANDARD.encode(bytes)
        )
    }

    pub fn read(cx: &Cx, text: &str) -> Result<Position, AwsError> {
        let wrong = || errors::validation("Invalid ShardIterator");
        let (arn, place) = text.split_once("|1|").ok_or_else(wrong)?;
        let stream = Name::of(cx, arn).map_err(|_| wrong())?;
        let bytes = BASE64_STANDARD.decode(place).map_err(|_| wrong())?;
        let bytes: [u8; 37] = bytes.try_into().map_err(|_| wrong())?;
        let number = |at: usize, length: usize| {
            bytes[at..at + length]
                .iter()
                .fold(0u128, |sum, byte| sum << 8 | u128::from(*byte))
        };
        Ok(Position {
            stream,
            shard: number(0, 4) as u32,
            place: number(4, 16),
            not_before: number(20, 8) as i64,
            from_oldest: bytes[28] != 0,
            made: number(29, 8) as i64,
        })
    }

    pub fn check_age(&self, cx: &Cx) -> Result<(), AwsError> {
        let now = cx.now();
        if now.as_microsecond().saturating_sub(self.made) <= LASTS {
            return Ok(());
        }
        let made = Timestamp::from_microsecond(self.made).unwrap_or_default();
        Err(AwsError::new(
            "ExpiredIteratorException",
            format!(
                "Iterator expired. The iterator was created at time {} while right now it is {} \
                 which is further in the future than the tolerated delay of {} milliseconds.",
                date(made),
                date(now),
                LASTS / 1_000
            ),
        )
        .status(400))
    }
}

/// As Java writes dates.
fn date(at: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::UTC);
    at.strftime("%a %b %d %H:%M:%S UTC %Y").to_string()
}
