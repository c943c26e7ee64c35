//! What data points mean for an alarm, as AWS documents it for data points that are missing.

use super::row::Value;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    AsIs,
    Ignore,
    Breaching,
    NotBreaching,
}

impl Missing {
    pub fn read(name: Option<&str>) -> Option<Missing> {
        match name {
            None | Some("missing") => Some(Missing::AsIs),
            Some("ignore") => Some(Missing::Ignore),
            Some("breaching") => Some(Missing::Breaching),
            Some("notBreaching") => Some(Missing::NotBreaching),
            Some(_) => None,
        }
    }
}

/// How many periods are looked at beyond those that are judged.
pub const EXTRA: i64 = 2;

pub fn breaches(comparison: &str, value: f64, threshold: f64) -> bool {
    match comparison {
        "GreaterThanOrEqualToThreshold" => value >= threshold,
        "GreaterThanThreshold" => value > threshold,
        "LessThanThreshold" => value < threshold,
        "LessThanOrEqualToThreshold" => value <= threshold,
        _ => false,
    }
}

/// The same of what a band allows: at most so much, and at least.
pub fn leaves(comparison: &str, value: f64, (high, low): (f64, f64)) -> bool {
    let (above, below) = (value > high, value < low);
    match comparison {
        "GreaterThanUpperThreshold" => above,
        "LessThanLowerThreshold" => below,
        "LessThanLowerOrGreaterThanUpperThreshold" => above || below,
        _ => false,
    }
}

/// `periods`, the oldest first: whether each breaches, or nothing where it has no data. Of them `n` are
/// judged, and `m` must breach. Nothing: the alarm stays as it is.
pub fn judge(periods: &[Option<bool>], n: usize, m: usize, missing: Missing) -> Option<Value> {
    let real: Vec<bool> = periods.iter().rev().filter_map(|period| *period).collect();
    let by_count = |breaching: usize| match breaching >= m {
        true => Some(Value::Alarm),
        false => Some(Value::Ok),
    };
    let breaching = real.iter().take(n).filter(|breaches| **breaches).count();
    if real.len() >= n {
        return by_count(breaching);
    }
    match missing {
        Missing::Breaching => by_count(breaching + n - real.len()),
        Missing::NotBreaching => by_count(breaching),
        _ if breaching >= m => Some(Value::Alarm),
        _ if breaching < real.len() => Some(Value::Ok),
        Missing::Ignore => None,
        Missing::AsIs => {
            // The oldest one that breaches is old enough, and nothing speaks against it since.
            let oldest = periods.iter().position(|period| *period == Some(true));
            let age = oldest.map(|place| periods.len() - place);
            match age.is_some_and(|age| age >= m) {
                true => Some(Value::Alarm),
                false => Some(Value::InsufficientData),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn periods(text: &str) -> Vec<Option<bool>> {
        let signs = text.split(' ');
        signs
            .map(|sign| (sign != "-").then_some(sign == "X"))
            .collect()
    }

    /// As the documentation's tables have them: of the five last periods, three are judged. `=` stays.
    fn table(m: usize, rows: &[(&str, [&str; 4])]) {
        let kinds = [
            Missing::AsIs,
            Missing::Ignore,
            Missing::Breaching,
            Missing::NotBreaching,
        ];
        for (text, expected) in rows {
            for (kind, expected) in kinds.iter().zip(expected) {
                let got = judge(&periods(text), 3, m, *kind).map_or("=", Value::name);
                assert_eq!(got, *expected, "{text} {m} of 3, {kind:?}");
            }
        }
    }

    #[test]
    fn cwt_2_three_of_three() {
        table(
            3,
            &[
                ("0 - X - X", ["OK", "OK", "OK", "OK"]),
                ("0 - - - -", ["OK", "OK", "OK", "OK"]),
                ("- - - - -", ["INSUFFICIENT_DATA", "=", "ALARM", "OK"]),
                ("0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
                ("- - X - -", ["ALARM", "=", "ALARM", "OK"]),
                ("X - - - -", ["ALARM", "=", "ALARM", "OK"]),
                ("- - - - X", ["INSUFFICIENT_DATA", "=", "ALARM", "OK"]),
                ("- - - - 0", ["OK", "OK", "OK", "OK"]),
            ],
        );
    }

    #[test]
    fn cwt_2_two_of_three() {
        table(
            2,
            &[
                ("0 - X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
                ("0 0 X 0 X", ["ALARM", "ALARM", "ALARM", "ALARM"]),
                ("0 - X - -", ["OK", "OK", "ALARM", "OK"]),
                ("- - - - 0", ["OK", "OK", "ALARM", "OK"]),
                ("- - - X -", ["ALARM", "=", "ALARM", "OK"]),
                ("- - - - X", ["INSUFFICIENT_DATA", "=", "ALARM", "OK"]),
            ],
        );
    }
}
