//! Numbers: 38 significant digits, between 1E-130 and 9.99…E+125 on both sides of zero.

mod arithmetic;
mod key;
mod parse;
mod stored;

use std::cmp::Ordering;
use std::fmt;

/// Most significant digits.
pub const DIGITS: u32 = 38;
/// The power of ten of the first digit lies between these.
pub const LEAST: i32 = -130;
pub const GREATEST: i32 = 125;

/// `digits` × 10^`exponent`. The last digit is no zero, and zero is 0 × 10^0, so that equal numbers
/// are equal structures.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Number {
    negative: bool,
    exponent: i16,
    digits: u128,
}

impl Number {
    pub const ZERO: Number = Number {
        negative: false,
        exponent: 0,
        digits: 0,
    };

    pub fn is_zero(&self) -> bool {
        self.digits == 0
    }

    pub fn is_negative(&self) -> bool {
        self.negative
    }

    pub fn negated(self) -> Number {
        Number {
            negative: !self.negative && self.digits != 0,
            ..self
        }
    }

    /// How many significant digits there are.
    pub fn significant(&self) -> u32 {
        count(self.digits)
    }

    /// The power of ten of the first digit.
    pub fn magnitude(&self) -> i32 {
        i32::from(self.exponent) + self.significant() as i32 - 1
    }

    /// The whole number that this is, if it is one that fits.
    pub fn to_i64(&self) -> Option<i64> {
        if self.exponent < 0 || self.exponent > 19 {
            return None;
        }
        let factor = 10i128.checked_pow(self.exponent as u32)?;
        let whole = i128::try_from(self.digits).ok()?.checked_mul(factor)?;
        i64::try_from(if self.negative { -whole } else { whole }).ok()
    }

    /// Bytes in an item: pairs of digits counted from the point, one for the power of ten, one for
    /// the sign of what is negative.
    pub fn size(&self) -> usize {
        if self.is_zero() {
            return 1;
        }
        let last = i32::from(self.exponent).div_euclid(2);
        let first = self.magnitude().div_euclid(2);
        let pairs = (first - last + 1) as usize;
        (pairs + 1 + usize::from(self.negative)).min(21)
    }

    /// Of digits that may end in zeros. The caller has seen to the range.
    fn normal(negative: bool, mut digits: u128, mut exponent: i32) -> Number {
        if digits == 0 {
            return Number::ZERO;
        }
        while digits.is_multiple_of(10) {
            digits /= 10;
            exponent += 1;
        }
        Number {
            negative,
            exponent: exponent as i16,
            digits,
        }
    }

    fn compare_magnitudes(&self, other: &Number) -> Ordering {
        let by_power = self.magnitude().cmp(&other.magnitude());
        by_power.then_with(|| {
            // Both begin at the same place: give them as many digits and compare.
            let apart = i32::from(self.exponent) - i32::from(other.exponent);
            let raised = |digits: u128, by: i32| digits * 10u128.pow(by.max(0) as u32);
            raised(self.digits, apart).cmp(&raised(other.digits, -apart))
        })
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |number: &Number| match (number.is_zero(), number.negative) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        };
        let (left, right) = (sign(self), sign(other));
        left.cmp(&right).then_with(|| match left {
            0 => Ordering::Equal,
            1 => self.compare_magnitudes(other),
            _ => other.compare_magnitudes(self),
        })
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for Number {
    fn from(whole: i64) -> Self {
        Number::normal(whole < 0, u128::from(whole.unsigned_abs()), 0)
    }
}

impl From<u64> for Number {
    fn from(whole: u64) -> Self {
        Number::normal(false, u128::from(whole), 0)
    }
}

impl From<usize> for Number {
    fn from(whole: usize) -> Self {
        Number::normal(false, whole as u128, 0)
    }
}

impl fmt::Display for Number {
    /// Without a power of ten, as DynamoDB gives numbers back.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.negative {
            out.write_str("-")?;
        }
        let digits = self.digits.to_string();
        let exponent = i32::from(self.exponent);
        if exponent >= 0 {
            write!(out, "{digits}{:0<1$}", "", exponent as usize)
        } else if let Some(whole) = digits
            .len()
            .checked_sub(-exponent as usize)
            .filter(|w| *w > 0)
        {
            let (whole, rest) = digits.split_at(whole);
            write!(out, "{whole}.{rest}")
        } else {
            let width = -exponent as usize;
            write!(out, "0.{digits:0>width$}")
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}

fn count(digits: u128) -> u32 {
    digits.checked_ilog10().map_or(1, |power| power + 1)
}
