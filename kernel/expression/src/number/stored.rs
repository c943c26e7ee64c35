//! A number in a row: three whole numbers, which small numbers make short.

use super::{DIGITS, GREATEST, LEAST, Number};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        let scale = self.exponent * 2 + i16::from(self.negative);
        let (high, low) = ((self.digits >> 64) as u64, self.digits as u64);
        (scale, low, high).serialize(out)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let (scale, low, high) = <(i16, u64, u64)>::deserialize(from)?;
        let digits = (u128::from(high) << 64) | u128::from(low);
        let number = Number::normal(scale & 1 == 1, digits, i32::from(scale >> 1));
        let fits = (LEAST..=GREATEST).contains(&number.magnitude());
        match number.is_zero() || number.significant() <= DIGITS && fits {
            true => Ok(number),
            false => Err(D::Error::custom("a number out of its range")),
        }
    }
}
