//! Timestamps in the three forms that AWS uses.

use haneul_model::TimestampFormat;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use std::fmt::Write;

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// Reads a timestamp: strictly in its format (instants in UTC), or in any form a client may send.
pub fn parse(text: &str, format: TimestampFormat, strict: bool) -> Option<Timestamp> {
    if !strict {
        return parse_any(text);
    }
    match format {
        TimestampFormat::EpochSeconds => parse_epoch(text),
        TimestampFormat::Iso8601 => parse_iso(text, true),
        TimestampFormat::HttpDate => parse_http(text),
    }
}

fn parse_any(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    parse_iso(text, false)
        .or_else(|| parse_epoch(text))
        .or_else(|| parse_http(text))
}

/// Whole seconds with a fraction; the decimal digits are read as they are, not through a float.
pub fn parse_epoch(text: &str) -> Option<Timestamp> {
    if text.contains(['e', 'E']) {
        return from_seconds(super::number::parse_float(text)?);
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let numeric = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !numeric(whole) || !numeric(fraction) {
        return None;
    }
    let seconds: i64 = whole.parse().ok()?;
    Timestamp::new(sign * seconds, sign as i32 * nanos(fraction)).ok()
}

/// From a float, to the microsecond: that is what a double can still tell apart.
pub fn from_seconds(seconds: f64) -> Option<Timestamp> {
    if !seconds.is_finite() || seconds.abs() > 1e12 {
        return None;
    }
    Timestamp::from_microsecond((seconds * 1e6).round() as i64).ok()
}

fn nanos(fraction: &str) -> i32 {
    fraction
        .bytes()
        .chain(std::iter::repeat(b'0'))
        .take(9)
        .fold(0, |sum, digit| sum * 10 + i32::from(digit - b'0'))
}

/// A cursor over fixed-width digits.
struct Digits<'a>(&'a str);

impl<'a> Digits<'a> {
    fn number<T: std::str::FromStr>(&mut self, width: usize) -> Option<T> {
        let digits = self.0.get(..width)?;
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        self.0 = &self.0[width..];
        digits.parse().ok()
    }

    fn take(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// A separator that strict readers require.
    fn separator(&mut self, text: &str, strict: bool) -> Option<()> {
        (self.take(text) || !strict).then_some(())
    }

    fn fraction(&mut self) -> Option<i32> {
        if !self.take(".") {
            return Some(0);
        }
        let width = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(width);
        self.0 = rest;
        (width > 0).then(|| nanos(digits))
    }

    fn month(&mut self) -> Option<i8> {
        let name = self.0.get(..3)?;
        let index = MONTHS.iter().position(|m| *m == name)?;
        self.0 = &self.0[3..];
        Some(index as i8 + 1)
    }
}

/// `2014-04-29T18:30:38.123Z`; leniently also with an offset, without separators, without a zone
/// or time.
fn parse_iso(text: &str, strict: bool) -> Option<Timestamp> {
    let mut at = Digits(text);
    let year = at.number(4)?;
    at.separator("-", strict)?;
    let month = at.number(2)?;
    at.separator("-", strict)?;
    let day = at.number(2)?;
    if at.0.is_empty() && !strict {
        return instant(DateTime::new(year, month, day, 0, 0, 0, 0).ok()?, 0);
    }
    if !(at.take("T") || (!strict && (at.take("t") || at.take(" ")))) {
        return None;
    }
    let hour = at.number(2)?;
    at.separator(":", strict)?;
    let minute = at.number(2)?;
    let second = match (at.separator(":", strict), at.0.as_bytes().first()) {
        (Some(()), Some(b'0'..=b'9')) => at.number(2)?,
        _ if strict => return None,
        _ => 0,
    };
    let fraction = at.fraction()?;
    let offset = zone(&mut at, strict)?;
    let civil = DateTime::new(year, month, day, hour, minute, second, fraction).ok()?;
    at.0.is_empty().then_some(())?;
    instant(civil, offset)
}

/// Seconds east of Greenwich.
fn zone(at: &mut Digits<'_>, strict: bool) -> Option<i32> {
    if at.take("Z") {
        return Some(0);
    }
    if strict {
        return None;
    }
    let sign = match at.0.as_bytes().first() {
        None => return Some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(b'z') => 0,
        Some(_) => return None,
    };
    at.0 = &at.0[1..];
    if sign == 0 {
        return Some(0);
    }
    let hours: i32 = at.number(2)?;
    at.take(":");
    let minutes: i32 = if at.0.is_empty() { 0 } else { at.number(2)? };
    Some(sign * (hours * 3600 + minutes * 60))
}

/// `Tue, 29 Apr 2014 18:30:38 GMT`, with or without a fraction.
fn parse_http(text: &str) -> Option<Timestamp> {
    let (_, rest) = text.split_once(", ")?;
    let mut at = Digits(rest);
    let day = at.number(2).or_else(|| at.number(1))?;
    at.separator(" ", true)?;
    let month = at.month()?;
    at.separator(" ", true)?;
    let year = at.number(4)?;
    at.separator(" ", true)?;
    let hour = at.number(2)?;
    at.separator(":", true)?;
    let minute = at.number(2)?;
    at.separator(":", true)?;
    let second = at.number(2)?;
    let fraction = at.fraction()?;
    if !matches!(at.0, " GMT" | " UTC" | " +0000") {
        return None;
    }
    instant(
        DateTime::new(year, month, day, hour, minute, second, fraction).ok()?,
        0,
    )
}

fn instant(civil: DateTime, offset: i32) -> Option<Timestamp> {
    Offset::from_seconds(offset).ok()?.to_timestamp(civil).ok()
}

/// Writes a timestamp. Fractions are cut to milliseconds; `millis` writes them even where zero.
pub fn format(at: Timestamp, format: TimestampFormat, millis: bool) -> String {
    let mut out = String::with_capacity(32);
    // Writing to a string does not fail.
    let _ = match format {
        TimestampFormat::EpochSeconds => write_epoch(&mut out, at),
        TimestampFormat::Iso8601 => write_iso(&mut out, at, millis),
        TimestampFormat::HttpDate => write_http(&mut out, at),
    };
    out
}

fn write_epoch(out: &mut String, at: Timestamp) -> std::fmt::Result {
    let total = at.as_millisecond();
    let sign = if total < 0 { "-" } else { "" };
    let (seconds, millis) = (total.unsigned_abs() / 1000, total.unsigned_abs() % 1000);
    write!(out, "{sign}{seconds}")?;
    if millis == 0 {
        return Ok(());
    }
    let digits = format!("{millis:03}");
    write!(out, ".{}", digits.trim_end_matches('0'))
}

fn write_iso(out: &mut String, at: Timestamp, always: bool) -> std::fmt::Result {
    let c = Offset::UTC.to_datetime(at);
    write!(
        out,
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
        c.year(),
        c.month(),
        c.day(),
        c.hour(),
        c.minute(),
        c.second()
    )?;
    let millis = c.subsec_nanosecond() / 1_000_000;
    if always || millis != 0 {
        write!(out, ".{millis:03}")?;
    }
    out.push('Z');
    Ok(())
}

fn write_http(out: &mut String, at: Timestamp) -> std::fmt::Result {
    let c = Offset::UTC.to_datetime(at);
    let day = DAYS[c.weekday().to_monday_zero_offset() as usize % 7];
    let month = MONTHS[(c.month() as usize).saturating_sub(1) % 12];
    write!(
        out,
        "{day}, {:02} {month} {:04} {:02}:{:02}:{:02} GMT",
        c.day(),
        c.year(),
        c.hour(),
        c.minute(),
        c.second()
    )
}
