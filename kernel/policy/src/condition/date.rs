use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

use super::operator::Order;

/// Reads a W3C date and time, a bare date, or seconds since 1970.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    if let Some(instant) = epoch_seconds(text) {
        return Some(instant);
    }
    let text = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    civil(text).and_then(|civil| Offset::UTC.to_timestamp(civil).ok())
}

fn epoch_seconds(text: &str) -> Option<Timestamp> {
    let seconds: f64 = text
        .parse()
        .ok()
        .filter(|_| !text.contains(char::is_alphabetic))?;
    if let Ok(whole) = text.parse::<i64>() {
        return Timestamp::from_second(whole).ok();
    }
    Timestamp::from_millisecond((seconds * 1000.0) as i64).ok()
}

fn civil(text: &str) -> Option<DateTime> {
    if let Ok(moment) = text.parse::<DateTime>() {
        return Some(moment);
    }
    let month = format!("{text}-01");
    month.parse::<Date>().ok().map(|date| date.at(0, 0, 0, 0))
}

pub(crate) fn fits(order: Order, list: &[Timestamp], found: &str) -> bool {
    let Some(found) = parse(found) else {
        return false;
    };
    list.iter().any(|wanted| order.fits(found.cmp(wanted)))
}
