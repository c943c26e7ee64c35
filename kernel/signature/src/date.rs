//! The dates a request carries.

use jiff::{Timestamp, civil, tz::TimeZone};

/// Reads `yyyyMMdd'T'HHmmss'Z'`, the only form `X-Amz-Date` may have.
pub fn parse_amz_date(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    if bytes.len() != 16 || bytes[8] != b'T' || bytes[15] != b'Z' {
        return None;
    }
    let date = parse_day(&bytes[..8])?;
    let (hour, minute, second) = (
        number(&bytes[9..11])?,
        number(&bytes[11..13])?,
        number(&bytes[13..15])?,
    );
    let time = civil::Time::new(narrow(hour)?, narrow(minute)?, narrow(second)?, 0).ok()?;
    date.to_datetime(time)
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// Writes a moment as `yyyyMMdd'T'HHmmss'Z'`.
pub fn format_amz_date(time: Timestamp) -> String {
    let moment = time.to_zoned(TimeZone::UTC).datetime();
    let mut out = String::with_capacity(16);
    push_number(&mut out, moment.year(), 4);
    push_number(&mut out, i16::from(moment.month()), 2);
    push_number(&mut out, i16::from(moment.day()), 2);
    out.push('T');
    push_number(&mut out, i16::from(moment.hour()), 2);
    push_number(&mut out, i16::from(moment.minute()), 2);
    push_number(&mut out, i16::from(moment.second()), 2);
    out.push('Z');
    out
}

/// Reads what a `Date` header may say: the HTTP form, or the basic ISO form some clients put there.
pub(crate) fn parse_date_header(text: &str) -> Option<Timestamp> {
    parse_amz_date(text).or_else(|| {
        jiff::fmt::rfc2822::parse(text)
            .ok()
            .map(|zoned| zoned.timestamp())
    })
}

/// Whether a text has the form `yyyyMMdd` and names a day of the calendar.
pub(crate) fn is_day(text: &str) -> bool {
    text.len() == 8 && parse_day(text.as_bytes()).is_some()
}

fn parse_day(digits: &[u8]) -> Option<civil::Date> {
    let year = i16::try_from(number(&digits[..4])?).ok()?;
    civil::Date::new(
        year,
        narrow(number(&digits[4..6])?)?,
        narrow(number(&digits[6..8])?)?,
    )
    .ok()
}

fn number(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0u16, |sum, byte| {
        byte.is_ascii_digit()
            .then(|| sum * 10 + u16::from(byte - b'0'))
    })
}

fn narrow(number: u16) -> Option<i8> {
    i8::try_from(number).ok()
}

fn push_number(out: &mut String, number: i16, width: u32) {
    let number = number.unsigned_abs();
    for place in (0..width).rev() {
        let digit = (number / 10u16.pow(place)) % 10;
        out.push(char::from(b'0' + u8::try_from(digit).unwrap_or(0)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_basic_form_is_read_and_written() {
        let time = parse_amz_date("20150830T123600Z").unwrap();
        assert_eq!(time.to_string(), "2015-08-30T12:36:00Z");
        assert_eq!(format_amz_date(time), "20150830T123600Z");
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "2015-08-30T12:36:00Z",
            "20151330T123600Z",
            "20150830T123600+",
            "2015083０T12360Z",
        ] {
            assert_eq!(parse_amz_date(text), None, "{text}");
        }
        assert!(!is_day("20150230") && !is_day("2015083") && is_day("20240229"));
    }

    #[test]
    fn a_date_header_may_have_the_http_form() {
        let time = parse_date_header("Fri, 24 May 2013 00:00:00 GMT").unwrap();
        assert_eq!(format_amz_date(time), "20130524T000000Z");
    }
}
