//! The row of a scaling activity.

use super::scale::{FAILED, SCALE, SERVICE};
use crate::place::{self, DYNAMODB, PRINCIPAL, Place};
use crate::target::TARGETS;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_runtime::outbox::{Outgoing, Terms};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The latest first: by what is left of all time, and the id.
pub static ACTIVITIES: Table<(u64, String), Activity> = Table::new("appscaling_activity");

/// Microseconds that activities are shown for: six weeks.
const SHOWN: i64 = 42 * 86_400 * 1_000_000;
/// Old ones that go with a new one.
const FORGOTTEN: usize = 10;

/// Tries before it has failed: a table that is being updated is not for long.
const TRIES: u32 = 8;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Activity {
    pub place: Place,
    pub id: String,
    pub wanted: i64,
    pub cause: String,
    pub started: Timestamp,
    pub ended: Option<Timestamp>,
    /// Why it failed.
    pub failure: Option<String>,
}

impl Stored for Activity {
    const VERSION: u32 = 1;
}

impl Activity {
    pub fn key(&self) -> (u64, &str) {
        (place_of(self.started), &self.id)
    }
}

fn place_of(time: Timestamp) -> u64 {
    u64::MAX - time.as_microsecond().max(0) as u64
}

/// Has the capacity changed, as the service-linked role.
pub fn begin(cx: &mut Cx, place: &Place, wanted: i64, cause: &str) -> Result<String, AwsError> {
    let activity = Activity {
        place: place.clone(),
        id: ids::uuid(cx.random()),
        wanted,
        cause: cause.to_owned(),
        started: cx.now(),
        ended: None,
        failure: None,
    };
    let scope = cx.scope();
    ACTIVITIES.put(cx.tx, scope, &activity.key(), &activity)?;
    forget(cx)?;
    let input = serde_json::to_value(&activity).map_err(AwsError::internal)?;
    let table = cx.arn(DYNAMODB, &place.resource);
    let call = Outgoing {
        principal: PRINCIPAL.to_owned(),
        as_role: Some(place::role_arn(cx)),
        give_up_after: TRIES,
        on_refusal: Some(format!("application-autoscaling/{FAILED}")),
        terms: Terms {
            beside_others: true,
            longest_pause: Some(30),
            aside: Some(json!({})),
            ..Terms::default()
        },
        ..Outgoing::errand(cx.scope(), (SERVICE, SCALE), table, input)
    };
    cx.send(&call)?;
    Ok(activity.id)
}

fn forget(cx: &mut Cx) -> Result<(), AwsError> {
    let (scope, now) = (cx.scope(), cx.now().as_microsecond());
    let oldest = Timestamp::from_microsecond(now - SHOWN).unwrap_or(Timestamp::MIN);
    let span = Span::all().from(&(place_of(oldest),));
    for key in ACTIVITIES.keys(cx.tx, scope, span, FORGOTTEN, false)? {
        ACTIVITIES.delete(cx.tx, scope, &key)?;
    }
    Ok(())
}

/// It is done, or has failed; the target may be scaled again.
pub fn end(
    tx: &mut Tx,
    scope: Scope<'_>,
    activity: &Activity,
    (now, failure): (Timestamp, Option<String>),
) -> Result<(), AwsError> {
    let ended = Activity {
        ended: Some(now),
        failure,
        ..activity.clone()
    };
    ACTIVITIES.put(tx, scope, &ended.key(), &ended)?;
    let key = activity.place.key();
    let target = TARGETS.get(tx, scope, &key)?;
    let is_mine = |busy: &Option<String>| busy.as_deref() == Some(&*activity.id);
    if let Some(mut target) = target.filter(|target| is_mine(&target.busy)) {
        target.busy = None;
        TARGETS.put(tx, scope, &key, &target)?;
    }
    Ok(())
}
