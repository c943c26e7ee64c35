//! Moments as certificates have them: whole seconds, two ways of writing.

use crate::fault::Result;
use der::DateTime;
use der::asn1::{GeneralizedTime, UtcTime};
use jiff::Timestamp;
use std::time::Duration;
use x509_cert::time::Time;

/// Two digits for the year until 2049, four from then on.
const FOUR_DIGITS: u16 = 2050;

pub fn moment(at: Timestamp) -> Result<Time> {
    let date = date(at)?;
    Ok(match date.year() < FOUR_DIGITS {
        true => Time::UtcTime(UtcTime::from_date_time(date)?),
        false => Time::GeneralTime(GeneralizedTime::from_date_time(date)),
    })
}

pub(crate) fn date(at: Timestamp) -> Result<DateTime> {
    let seconds = u64::try_from(at.as_second()).unwrap_or(0);
    Ok(DateTime::from_unix_duration(Duration::from_secs(seconds))?)
}

pub fn stamp(time: &Time) -> Timestamp {
    let seconds = time.to_unix_duration().as_secs();
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}
