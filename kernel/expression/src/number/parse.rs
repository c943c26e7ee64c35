//! A number's text.

use super::{DIGITS, GREATEST, LEAST, Number};
use crate::Error;
use std::str::FromStr;

const OVERFLOW: &str =
    "Number overflow. Attempting to store a number with magnitude larger than supported range";
const UNDERFLOW: &str =
    "Number underflow. Attempting to store a number with magnitude smaller than supported range";
const PRECISE: &str = "Attempting to store more than 38 significant digits in a Number";

impl Number {
    /// Digits with at most one point among them, a sign before them, and a power of ten behind.
    pub fn parse(text: &str) -> Result<Number, Error> {
        let none = || not_numeric(text);
        let (negative, rest) = sign(text);
        let (mantissa, power) = match rest.find(['e', 'E']) {
            Some(at) => (&rest[..at], power(&rest[at + 1..]).ok_or_else(none)?),
            None => (rest, 0),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.len() + part.len() == 0 || !all_digits(whole) || !all_digits(part) {
            return Err(none());
        }
        Number::of_digits(
            negative,
            whole.bytes().chain(part.bytes()),
            part.len(),
            power,
        )
    }

    /// `places` of the digits are behind the point.
    fn of_digits(
        negative: bool,
        all: impl Iterator<Item = u8>,
        places: usize,
        power: i64,
    ) -> Result<Number, Error> {
        let mut digits: u128 = 0;
        let mut zeros: u64 = 0;
        let mut significant: u64 = 0;
        for digit in all.map(|byte| byte - b'0') {
            match digit {
                0 if significant == 0 => {}
                0 => zeros += 1,
                _ => {
                    significant += zeros + 1;
                    if significant <= u64::from(DIGITS) {
                        digits = digits * 10u128.pow(zeros as u32 + 1) + u128::from(digit);
                    }
                    zeros = 0;
                }
            }
        }
        if significant == 0 {
            // Zero has a range as well.
            return in_range(power).map(|()| Number::ZERO);
        }
        let exponent = power
            .saturating_sub(places as i64)
            .saturating_add(zeros as i64);
        let magnitude = exponent.saturating_add(significant as i64 - 1);
        in_range(magnitude)?;
        if significant > u64::from(DIGITS) {
            return Err(Error::validation(PRECISE));
        }
        Ok(Number::normal(negative, digits, exponent as i32))
    }

    /// Of a calculation's result, as if it had been written so.
    pub(super) fn in_range(negative: bool, digits: &[u8], exponent: i32) -> Result<Number, Error> {
        let text = digits.iter().map(|digit| digit + b'0');
        Number::of_digits(negative, text, 0, i64::from(exponent))
    }
}

impl FromStr for Number {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Number::parse(text)
    }
}

fn not_numeric(text: &str) -> Error {
    Error::validation(format!(
        "The parameter cannot be converted to a numeric value: {text}"
    ))
}

fn in_range(magnitude: i64) -> Result<(), Error> {
    match magnitude {
        _ if magnitude > i64::from(GREATEST) => Err(Error::validation(OVERFLOW)),
        _ if magnitude < i64::from(LEAST) => Err(Error::validation(UNDERFLOW)),
        _ => Ok(()),
    }
}

fn sign(text: &str) -> (bool, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    }
}

/// What is too large for its type makes no number.
fn power(text: &str) -> Option<i64> {
    let (negative, digits) = sign(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let power: i64 = digits.parse().ok()?;
    Some(if negative { -power } else { power })
}
