//! The place of an event among all of its group's, which is also its id: 56 digits.

use crate::event::chunk::Key;

/// In the order in which events are shown: by time, then as they came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub at: u64,
    pub moment: u64,
    pub unique: u32,
    pub index: u32,
    /// The stream's number, cut to eleven digits: tells events of two streams apart.
    pub stream: u64,
}

const AT: u64 = 10_000_000_000_000;
const MOMENT: u64 = 10_000_000_000_000_000;
const STREAM: u64 = 100_000_000_000;

impl Place {
    pub fn new(key: &Key, at: u64, index: usize) -> Place {
        Place {
            at,
            moment: key.2.0,
            unique: key.2.1,
            index: index as u32,
            stream: key.0.1 % STREAM,
        }
    }

    /// Before all events of a time and later.
    pub fn before(at: u64) -> Place {
        Place {
            at,
            moment: 0,
            unique: 0,
            index: 0,
            stream: 0,
        }
    }

    /// Behind all events of a time and before.
    pub fn behind(at: u64) -> Place {
        Place {
            at,
            moment: MOMENT - 1,
            unique: u32::MAX,
            index: 99_999,
            stream: STREAM - 1,
        }
    }

    /// Thirteen digits of time, sixteen of arrival, ten of chance, five of the place in the row
    /// and eleven of the stream, behind a three.
    pub fn text(&self) -> String {
        format!(
            "3{:013}{:016}{:010}{:05}{:011}",
            self.at % AT,
            self.moment % MOMENT,
            self.unique,
            self.index % 100_000,
            self.stream % STREAM
        )
    }

    pub fn read(text: &str) -> Option<Place> {
        if text.len() != 56 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let digits = text.strip_prefix('3')?;
        Some(Place {
            at: digits.get(..13)?.parse().ok()?,
            moment: digits.get(13..29)?.parse().ok()?,
            unique: digits.get(29..39)?.parse().ok()?,
            index: digits.get(39..44)?.parse().ok()?,
            stream: digits.get(44..)?.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(
            at in 0..AT, moment in 0..MOMENT, unique: u32, index in 0u32..100_000,
            stream in 0..STREAM
        ) {
            let place = Place { at, moment, unique, index, stream };
            prop_assert_eq!(place.text().len(), 56);
            prop_assert_eq!(Place::read(&place.text()), Some(place));
        }

        #[test]
        fn anything_may_be_read(text: String) {
            _ = Place::read(&text);
        }
    }
}
