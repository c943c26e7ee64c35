//! Each certificate that can end has a timer: it renews, tells, and says when it is over.

use super::event;
use crate::certificate::{self, Certificate, Renewal, Status};
use crate::{account, issuing, limits, measure};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

/// The timer's name.
pub const WATCH: &str = "watch";

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// A new body: the timer of the one before is void.
pub fn begin(cx: &mut Cx, row: &Certificate) -> Result<(), AwsError> {
    measure::begin(cx, row)?;
    let days = limits::RENEWAL_DAYS.max(limits::NOTICE_DAYS);
    let Some(until) = row.until else {
        return Ok(());
    };
    let first = until - SignedDuration::from_hours(24 * days);
    set(cx, row, first.max(cx.now() + SignedDuration::from_secs(1)))
}

fn set(cx: &mut Cx, row: &Certificate, at: Timestamp) -> Result<(), AwsError> {
    let at = match row.until {
        Some(until) if at > until => until,
        _ => at,
    };
    let id = format!("{}/watch/{}", certificate::arn(cx, &row.id), row.edition);
    let payload = json!({"id": row.id, "edition": row.edition});
    cx.timer(at, &id, &format!("acm/{WATCH}"), payload)
}

pub fn watch(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let id = timer.payload["id"].as_str().unwrap_or_default();
    let Some(mut row) = certificate::find(cx, id)? else {
        return Ok(());
    };
    let same = Some(row.edition) == timer.payload["edition"].as_u64();
    let Some(until) = row.until.filter(|_| same && row.status == Status::Issued) else {
        return Ok(());
    };
    let now = cx.now();
    if until <= now {
        return match row.kind.as_str() {
            "IMPORTED" => Ok(()),
            _ => event::expired(cx, &row),
        };
    }
    if row.is_eligible() && until - SignedDuration::from_hours(24 * limits::RENEWAL_DAYS) <= now {
        renew(cx, &mut row)?;
        certificate::save(cx, &row)?;
    }
    let notice = account::notice_days(cx)?;
    if until - SignedDuration::from_hours(24 * notice) <= now {
        event::approaching(cx, &row)?;
    }
    set(cx, &row, now + DAY)
}

/// Has a new body made.
pub fn renew(cx: &mut Cx, row: &mut Certificate) -> Result<(), AwsError> {
    row.renewal = Some(Renewal {
        status: "PENDING_AUTO_RENEWAL".to_owned(),
        reason: None,
        at: cx.now(),
    });
    let name = match row.kind.as_str() {
        "PRIVATE" => issuing::private::RENEW,
        _ => issuing::public::ISSUE,
    };
    let errand = issuing::errand(cx, name, &row.id);
    cx.send(&errand)
}
