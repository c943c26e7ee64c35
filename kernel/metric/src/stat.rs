//! Statistics: by name, and what they are of a spread.

use crate::Spread;

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stat {
    Count,
    Sum,
    Average,
    Minimum,
    Maximum,
    /// In percent.
    Percentile(f64),
    Trimmed(Kind, Limits),
    /// How much of the whole lies within these values, in percent.
    Rank(Option<f64>, Option<f64>),
}

/// What is taken of the values within limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Mean,
    /// Values beyond the limits count as the limits.
    Winsorised,
    Count,
    Sum,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limits {
    /// Between two percentiles.
    Percent(f64, f64),
    /// Above the first value, up to the second one.
    Values(Option<f64>, Option<f64>),
}

impl Stat {
    pub fn read(name: &str) -> Option<Stat> {
        match name {
            "SampleCount" => return Some(Stat::Count),
            "Sum" => return Some(Stat::Sum),
            "Average" => return Some(Stat::Average),
            "Minimum" => return Some(Stat::Minimum),
            "Maximum" => return Some(Stat::Maximum),
            "IQM" => return Some(Stat::Trimmed(Kind::Mean, Limits::Percent(25.0, 75.0))),
            _ => {}
        }
        if let Some(rest) = name.strip_prefix('p') {
            return percent(rest).map(Stat::Percentile);
        }
        let kind = match name.get(..2)? {
            "tm" | "TM" => Some(Kind::Mean),
            "wm" | "WM" => Some(Kind::Winsorised),
            "tc" | "TC" => Some(Kind::Count),
            "ts" | "TS" => Some(Kind::Sum),
            "PR" => None,
            _ => return None,
        };
        let rest = name.get(2..)?;
        if let Some(range) = rest.strip_prefix('(') {
            let range = range.strip_suffix(')')?;
            let small = name.starts_with(|c: char| c.is_ascii_lowercase());
            return (!small).then(|| of_range(kind, range)).flatten();
        }
        let small = name.starts_with(|c: char| c.is_ascii_lowercase());
        let kind = kind.filter(|_| small)?;
        Some(Stat::Trimmed(kind, Limits::Percent(0.0, percent(rest)?)))
    }

    /// Nothing where the values that it needs are not known, or there are none.
    pub fn of(self, spread: &Spread) -> Option<f64> {
        if spread.count <= 0.0 {
            return None;
        }
        match self {
            Stat::Count => Some(spread.count),
            Stat::Sum => Some(spread.sum),
            Stat::Average => Some(spread.sum / spread.count),
            Stat::Minimum => Some(spread.min),
            Stat::Maximum => Some(spread.max),
            Stat::Percentile(percent) => at(spread.values.as_deref()?, spread.count, percent),
            Stat::Trimmed(kind, limits) => {
                trimmed(spread.values.as_deref()?, spread.count, kind, limits)
            }
            Stat::Rank(low, high) => {
                let values = spread.values.as_deref()?.iter();
                let inside = values.filter(|(value, _)| within(*value, low, high));
                Some(inside.map(|(_, n)| n).sum::<f64>() / spread.count * 100.0)
            }
        }
    }

    /// Whether it is one of the five that need no values.
    pub fn is_plain(self) -> bool {
        !matches!(
            self,
            Stat::Percentile(_) | Stat::Trimmed(..) | Stat::Rank(..)
        )
    }
}

fn number(text: &str) -> Option<f64> {
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b));
    text.parse().ok().filter(|n: &f64| plain && n.is_finite())
}

/// With ten digits behind the point at most.
fn percent(text: &str) -> Option<f64> {
    let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len());
    let starts = text.starts_with(|c: char| c.is_ascii_digit());
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let value = number(text).filter(|_| starts && plain && digits <= 10)?;
    (0.0..=100.0).contains(&value).then_some(value)
}

fn of_range(kind: Option<Kind>, range: &str) -> Option<Stat> {
    let (low, high) = range.split_once(':')?;
    if low.is_empty() && high.is_empty() {
        return None;
    }
    let in_percent = [low, high].iter().any(|side| side.ends_with('%'));
    if in_percent {
        let side = |text: &str, open: f64| match text.is_empty() {
            true => Some(open),
            false => percent(text.strip_suffix('%')?),
        };
        let limits = (side(low, 0.0)?, side(high, 100.0)?);
        let kind = kind?;
        return (limits.0 <= limits.1)
            .then_some(Stat::Trimmed(kind, Limits::Percent(limits.0, limits.1)));
    }
    let side = |text: &str| match text.is_empty() {
        true => Some(None),
        false => number(text).map(Some),
    };
    let (low, high) = (side(low)?, side(high)?);
    if low.zip(high).is_some_and(|(low, high)| low > high) {
        return None;
    }
    Some(match kind {
        Some(kind) => Stat::Trimmed(kind, Limits::Values(low, high)),
        None => Stat::Rank(low, high),
    })
}

fn within(value: f64, low: Option<f64>, high: Option<f64>) -> bool {
    low.is_none_or(|low| value > low) && high.is_none_or(|high| value <= high)
}

/// The smallest value that at least so many percent are not above of.
fn at(values: &[(f64, f64)], count: f64, percent: f64) -> Option<f64> {
    let wanted = (count * percent / 100.0).max(f64::MIN_POSITIVE);
    let mut seen = 0.0;
    for (value, n) in values {
        seen += n;
        if seen + 1e-9 * count >= wanted {
            return Some(*value);
        }
    }
    values.last().map(|(value, _)| *value)
}

fn trimmed(values: &[(f64, f64)], count: f64, kind: Kind, limits: Limits) -> Option<f64> {
    let (mut inside, mut sum) = (0.0, 0.0);
    let mut seen = 0.0;
    let bounds = match limits {
        Limits::Percent(low, high) => (count * low / 100.0, count * high / 100.0),
        Limits::Values(..) => (0.0, count),
    };
    for (value, n) in values {
        let part = match limits {
            Limits::Percent(..) => ((seen + n).min(bounds.1) - f64::max(seen, bounds.0)).max(0.0),
            Limits::Values(low, high) => match within(*value, low, high) {
                true => *n,
                false => 0.0,
            },
        };
        seen += n;
        inside += part;
        sum += part * value;
    }
    match kind {
        Kind::Count => Some(inside),
        Kind::Sum => Some(sum),
        Kind::Mean => (inside > 0.0).then(|| sum / inside),
        Kind::Winsorised => {
            let (low, high) = match limits {
                Limits::Percent(low, high) => (at(values, count, low)?, at(values, count, high)?),
                Limits::Values(low, high) => (
                    low.unwrap_or(f64::NEG_INFINITY),
                    high.unwrap_or(f64::INFINITY),
                ),
            };
            let held = |value: f64| value.max(low).min(high);
            Some(
                values
                    .iter()
                    .map(|(value, n)| held(*value) * n)
                    .sum::<f64>()
                    / count,
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_of_one_to_a_hundred() {
        let spread = Spread::of_values((1..=100).map(|n| (f64::from(n), 1.0))).unwrap();
        let table = [
            ("SampleCount", 100.0),
            ("Sum", 5_050.0),
            ("Average", 50.5),
            ("Minimum", 1.0),
            ("Maximum", 100.0),
            ("p50", 50.0),
            ("p99", 99.0),
            ("p99.5", 100.0),
            ("p100", 100.0),
            ("p0", 1.0),
            ("tm90", 45.5),
            ("TM(10%:90%)", 50.5),
            ("TM(:10%)", 5.5),
            ("TM(90%:)", 95.5),
            ("TM(10:20)", 15.5),
            ("tc90", 90.0),
            ("TC(0.5:10)", 10.0),
            ("ts10", 55.0),
            ("TS(80%:)", 1_810.0),
            ("wm98", 50.47),
            ("WM(10%:90%)", 50.4),
            ("IQM", 50.5),
            ("PR(:30)", 30.0),
            ("PR(10:30)", 20.0),
            ("PR(90:)", 10.0),
        ];
        for (name, expected) in table {
            let stat = Stat::read(name).unwrap_or_else(|| panic!("{name}"));
            let got = stat.of(&spread).unwrap_or_else(|| panic!("{name}"));
            assert!((got - expected).abs() < 1e-9, "{name}: {got}");
        }
    }

    #[test]
    fn what_is_no_statistic() {
        for name in [
            "",
            "p",
            "p101",
            "p-1",
            "average",
            "tm",
            "TM()",
            "TM(:)",
            "TM(20%:10%)",
            "TM90",
            "PR(1%:2%)",
            "p1e1",
            "xx1",
            "TM(a:b)",
            "é",
            "pNaN",
            "PR(nan:)",
            "tm(1:2)",
        ] {
            assert_eq!(Stat::read(name), None, "{name}");
        }
    }

    #[test]
    fn without_values_only_the_plain_ones() {
        let set = Spread::of_set(4.0, 10.0, 1.0, 5.0);
        assert_eq!(Stat::read("Average").unwrap().of(&set), Some(2.5));
        assert_eq!(Stat::read("p50").unwrap().of(&set), None);
    }
}
