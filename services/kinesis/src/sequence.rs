//! Sequence numbers: 56 digits that say which stream's and shard's they are, and where in it.
//!
//! From the highest bit: a one, the second in which the stream was made (33 bits), the number of
//! the shard (20), and the place in the shard (128, see [`haneul_store::Place`]), whose lowest 16
//! bits are the record's number in its row.

/// The highest bit, counted from that of the place.
const TOP: u32 = 57;
const SHARD_BITS: u32 = 20;
const SHARD_MASK: u64 = (1 << SHARD_BITS) - 1;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Number {
    /// Of the stream's creation.
    pub second: i64,
    pub shard: u32,
    pub place: u128,
}

impl Number {
    pub fn text(self) -> String {
        let second = self.second.clamp(0, (1 << 33) - 1) as u64;
        let high = 1u64 << TOP | second << SHARD_BITS | u64::from(self.shard) & SHARD_MASK;
        decimal(high, self.place)
    }

    pub fn parse(text: &str) -> Option<Number> {
        let (high, place) = binary(text)?;
        if high >> TOP != 1 {
            return None;
        }
        Some(Number {
            second: (high >> SHARD_BITS & ((1 << 33) - 1)) as i64,
            shard: (high & SHARD_MASK) as u32,
            place,
        })
    }
}

const BASE: u128 = 1_000_000_000_000_000_000;

/// The decimal digits of `high << 128 | low`.
fn decimal(high: u64, low: u128) -> String {
    let mut limbs = [high, (low >> 64) as u64, low as u64];
    let mut groups = Vec::with_capacity(4);
    while limbs.iter().any(|limb| *limb != 0) {
        let mut rest = 0u128;
        for limb in &mut limbs {
            let value = rest << 64 | u128::from(*limb);
            *limb = (value / BASE) as u64;
            rest = value % BASE;
        }
        groups.push(rest as u64);
    }
    let mut text = groups.pop().unwrap_or_default().to_string();
    for group in groups.iter().rev() {
        text.push_str(&format!("{group:018}"));
    }
    text
}

fn binary(text: &str) -> Option<(u64, u128)> {
    if text.is_empty() || text.len() > 58 {
        return None;
    }
    let mut limbs = [0u64; 3];
    for byte in text.bytes() {
        if !byte.is_ascii_digit() {
            return None;
        }
        let mut carry = u128::from(byte - b'0');
        for limb in limbs.iter_mut().rev() {
            let value = u128::from(*limb) * 10 + carry;
            *limb = value as u64;
            carry = value >> 64;
        }
        if carry != 0 {
            return None;
        }
    }
    Some((limbs[0], u128::from(limbs[1]) << 64 | u128::from(limbs[2])))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn they_look_like_those_of_aws() {
        let number = Number {
            second: 1_790_000_000,
            shard: 0,
            place: 0,
        };
        assert_eq!(number.text().len(), 56);
        assert!(number.text().starts_with("49"), "{}", number.text());
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(second in 0i64..1 << 33, shard in 0u32..1 << 20, place: u128) {
            let number = Number { second, shard, place };
            prop_assert_eq!(Number::parse(&number.text()), Some(number));
        }

        #[test]
        fn later_ones_are_greater(place in 0..u128::MAX, shard in 0u32..9) {
            let at = |place| Number { second: 1_790_000_000, shard, place }.text();
            prop_assert_eq!(at(place).len(), at(place + 1).len());
            prop_assert!(at(place) < at(place + 1));
        }

        #[test]
        fn anything_may_be_read(text: String) {
            _ = Number::parse(&text);
        }
    }
}
