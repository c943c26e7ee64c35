//! Numbers as patterns compare them: from -5 to 5 thousand millions, to six places behind the point.

use serde_json::Number;

const MOST: f64 = 5e9;
const PLACES: f64 = 1e6;

/// A number in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millionths(i64);

impl Millionths {
    /// What lies outside of the range is compared by its text alone.
    pub fn of(number: &Number) -> Option<Self> {
        if let Some(whole) = number.as_i64() {
            return (whole.unsigned_abs() <= MOST as u64).then(|| Millionths(whole * 1_000_000));
        }
        let value = number.as_f64()?;
        if !(-MOST..=MOST).contains(&value) {
            return None;
        }
        let scaled = (value * PLACES).round();
        // More places than six are no number that can be compared. The nearest double of what has
        // six is itself when divided back.
        (scaled / PLACES == value).then_some(Millionths(scaled as i64))
    }

    /// Of the text of a number in a pattern, with AWS's words when it cannot be compared.
    pub fn read(text: &str) -> Result<Self, String> {
        let number: Number =
            serde_json::from_str(text).map_err(|_| format!("Invalid number {text}"))?;
        if let Some(found) = Millionths::of(&number) {
            return Ok(found);
        }
        let value = number.as_f64().unwrap_or(f64::INFINITY);
        Err(match (-MOST..=MOST).contains(&value) {
            true => format!("Only values upto 6 decimals are supported{text}"),
            false => "Value must be between -5.0E9 and 5.0E9, inclusive".to_owned(),
        })
    }
}

/// A range that a number must lie in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    pub bottom: Millionths,
    pub open_bottom: bool,
    pub top: Millionths,
    pub open_top: bool,
}

pub const LEAST: Millionths = Millionths(-5_000_000_000_000_000);
pub const GREATEST: Millionths = Millionths(5_000_000_000_000_000);

impl Range {
    pub fn contains(&self, number: Millionths) -> bool {
        let above = match self.open_bottom {
            true => number > self.bottom,
            false => number >= self.bottom,
        };
        let below = match self.open_top {
            true => number < self.top,
            false => number <= self.top,
        };
        above && below
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Option<Millionths> {
        Millionths::of(&serde_json::from_str(text).unwrap())
    }

    #[test]
    fn the_same_number_in_other_words() {
        assert_eq!(of("300"), of("300.0"));
        assert_eq!(of("300"), of("3.0e2"));
        assert_eq!(of("0.1"), Some(Millionths(100_000)));
        assert_eq!(of("4999999999.999999").unwrap().0, 4_999_999_999_999_999);
        assert_eq!(of("-0.000001"), Some(Millionths(-1)));
    }

    #[test]
    fn outside_of_the_range_nothing_is_compared() {
        assert_eq!(of("5000000001"), None);
        assert_eq!(of("-5000000000"), Some(LEAST));
        assert_eq!(of("123456789012"), None);
        assert_eq!(of("0.0000001"), None);
        assert_eq!(of("18446744073709551615"), None);
    }
}
