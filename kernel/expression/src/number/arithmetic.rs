//! Sums and differences, exact.

use super::{DIGITS, Number};
use crate::Error;
use std::cmp::Ordering;

impl Number {
    /// An error if the sum is no number that can be stored.
    pub fn add(&self, other: &Number) -> Result<Number, Error> {
        if other.is_zero() {
            return Ok(*self);
        }
        if self.is_zero() {
            return Ok(*other);
        }
        let (high, low) = match self.exponent >= other.exponent {
            true => (self, other),
            false => (other, self),
        };
        let apart = (high.exponent - low.exponent) as u32;
        if high.significant() + apart < DIGITS {
            return short(high, low, apart);
        }
        long(high, low, apart as usize)
    }

    pub fn sub(&self, other: &Number) -> Result<Number, Error> {
        self.add(&other.negated())
    }
}

/// Of numbers whose digits fit once they stand at the same place.
fn short(high: &Number, low: &Number, apart: u32) -> Result<Number, Error> {
    let signed = |number: &Number, digits: u128| match number.negative {
        true => -(digits as i128),
        false => digits as i128,
    };
    let sum = signed(high, high.digits * 10u128.pow(apart)) + signed(low, low.digits);
    let mut digits = Vec::with_capacity(DIGITS as usize + 1);
    digits.extend(sum.unsigned_abs().to_string().bytes().map(|b| b - b'0'));
    Number::in_range(sum < 0, &digits, i32::from(low.exponent))
}

/// By hand, digit by digit: the range spans some 290 of them at most.
fn long(high: &Number, low: &Number, apart: usize) -> Result<Number, Error> {
    let mut left = places(high.digits, apart);
    let mut right = places(low.digits, 0);
    let width = left.len().max(right.len()) + 1;
    left.splice(0..0, vec![0; width - left.len()]);
    right.splice(0..0, vec![0; width - right.len()]);
    let exponent = i32::from(low.exponent);
    if high.negative == low.negative {
        return Number::in_range(high.negative, &sum(&left, &right), exponent);
    }
    match left.cmp(&right) {
        Ordering::Less => Number::in_range(low.negative, &difference(&right, &left), exponent),
        _ => Number::in_range(high.negative, &difference(&left, &right), exponent),
    }
}

fn places(digits: u128, zeros: usize) -> Vec<u8> {
    let text = digits.to_string();
    let digits = text.bytes().map(|byte| byte - b'0');
    digits.chain(std::iter::repeat_n(0, zeros)).collect()
}

fn sum(left: &[u8], right: &[u8]) -> Vec<u8> {
    let mut out = left.to_vec();
    let mut carry = 0;
    for (digit, other) in out.iter_mut().zip(right).rev() {
        let both = *digit + other + carry;
        *digit = both % 10;
        carry = both / 10;
    }
    out
}

/// `left` is no less than `right`.
fn difference(left: &[u8], right: &[u8]) -> Vec<u8> {
    let mut out = left.to_vec();
    let mut borrowed = 0;
    for (digit, other) in out.iter_mut().zip(right).rev() {
        let take = other + borrowed;
        borrowed = u8::from(*digit < take);
        *digit = *digit + 10 * borrowed - take;
    }
    out
}
