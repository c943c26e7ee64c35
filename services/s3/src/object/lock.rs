//! Object Lock: what keeps a version from being deleted.

use super::row::{Lock, Object, Retention};
use crate::bucket::{Bucket, LockMode, Period};
use crate::{checks, errors};
use haneul_pipeline::{AwsError, Cx};
use jiff::{Timestamp, ToSpan, tz::TimeZone};

/// What a request says about locking the object it makes.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    pub mode: Option<String>,
    pub until: Option<Timestamp>,
    pub legal_hold: Option<String>,
}

impl Wish {
    pub fn is_some(&self) -> bool {
        self.mode.is_some() || self.until.is_some() || self.legal_hold.is_some()
    }

    /// Whether the object will be kept for a time.
    pub fn locks(&self, bucket: &Bucket) -> bool {
        self.is_some()
            || bucket
                .object_lock
                .is_some_and(|lock| lock.retention.is_some())
    }

    /// The lock of an object made now, with the bucket's default where nothing is said.
    pub fn lock(&self, bucket: &Bucket, now: Timestamp) -> Result<Lock, AwsError> {
        let Some(settings) = &bucket.object_lock else {
            return match self.is_some() {
                true => Err(errors::invalid_request(
                    "Bucket is missing Object Lock Configuration",
                )),
                false => Ok(Lock::default()),
            };
        };
        let retention = match (&self.mode, self.until) {
            (Some(mode), Some(until)) => Some(retention(mode, until, now)?),
            (None, None) => settings.retention.map(|default| Retention {
                mode: default.mode,
                until: after(now, default.period),
            }),
            _ => {
                return Err(errors::invalid_argument(
                    "x-amz-object-lock-retain-until-date and x-amz-object-lock-mode must both be supplied",
                    "x-amz-object-lock-mode",
                    self.mode.as_deref().unwrap_or("null"),
                ));
            }
        };
        let legal_hold = self.legal_hold.as_deref().map(hold).transpose()?;
        Ok(Lock {
            retention,
            legal_hold,
        })
    }
}

/// Checks what a client says.
pub fn retention(mode: &str, until: Timestamp, now: Timestamp) -> Result<Retention, AwsError> {
    let mode = parse(mode)?;
    match until > now {
        true => Ok(Retention { mode, until }),
        false => Err(errors::invalid_argument(
            "The retain until date must be in the future!",
            "x-amz-object-lock-retain-until-date",
            &until.to_string(),
        )),
    }
}

pub fn parse(mode: &str) -> Result<LockMode, AwsError> {
    match mode {
        "GOVERNANCE" => Ok(LockMode::Governance),
        "COMPLIANCE" => Ok(LockMode::Compliance),
        other => Err(errors::invalid_argument(
            "Unknown wormMode directive.",
            "x-amz-object-lock-mode",
            other,
        )),
    }
}

pub fn name(mode: LockMode) -> &'static str {
    match mode {
        LockMode::Governance => "GOVERNANCE",
        LockMode::Compliance => "COMPLIANCE",
    }
}

pub fn hold(status: &str) -> Result<bool, AwsError> {
    match status {
        "ON" => Ok(true),
        "OFF" => Ok(false),
        other => Err(errors::invalid_argument(
            "Legal Hold must be either of 'ON' or 'OFF'",
            "x-amz-object-lock-legal-hold",
            other,
        )),
    }
}

pub fn hold_name(on: bool) -> &'static str {
    if on { "ON" } else { "OFF" }
}

fn after(now: Timestamp, period: Period) -> Timestamp {
    let span = match period {
        Period::Days(days) => days.days(),
        Period::Years(years) => years.years(),
    };
    let end = now.to_zoned(TimeZone::UTC).checked_add(span);
    end.map_or(Timestamp::MAX, |end| end.timestamp())
}

/// Whether a version may be deleted, by someone who asks to go round governance or does not.
pub fn check_removal(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
    bypass: bool,
) -> Result<(), AwsError> {
    if object.lock.legal_hold == Some(true) {
        return Err(errors::locked());
    }
    check_retention(cx, bucket, key, object, bypass)
}

/// Whether the retention of a version may be ended or shortened.
pub fn check_retention(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
    bypass: bool,
) -> Result<(), AwsError> {
    let Some(retention) = object.lock.retention else {
        return Ok(());
    };
    if retention.until <= cx.now() {
        return Ok(());
    }
    if retention.mode == LockMode::Compliance || !bypass {
        return Err(errors::locked());
    }
    match cx.ask(checks::bypass_governance(cx, bucket, key))? {
        Some(denial) => Err(checks::denied(cx.call, denial)),
        None => Ok(()),
    }
}
