//! Copies of events that trails want and have not delivered yet.

use super::{Event, Trail};
use crate::error::AwsError;
use haneul_store::{Span, StoreError, Table, Tx};

/// By trail, moment and event.
static PENDING: Table<(String, i64, String), Event> = Table::new("trail_pending");

pub(super) fn put(tx: &mut Tx, trail: &Trail, event: &Event) -> Result<(), StoreError> {
    PENDING.insert(tx, trail.scope(), &key(trail, event), event)
}

/// The oldest that a trail has to deliver, in their order.
pub fn pending(tx: &mut Tx, trail: &Trail, limit: usize) -> Result<Vec<Event>, AwsError> {
    let span = Span::prefix(trail.arn.as_str());
    let rows = PENDING.scan(tx, trail.scope(), span, limit, false)?;
    Ok(rows.into_iter().map(|(_, event)| event).collect())
}

/// They have been delivered, or nobody wants them any more.
pub fn settle(tx: &mut Tx, trail: &Trail, events: &[Event]) -> Result<(), AwsError> {
    for event in events {
        PENDING.delete(tx, trail.scope(), &key(trail, event))?;
    }
    Ok(())
}

fn key<'k>(trail: &'k Trail, event: &'k Event) -> (&'k str, i64, &'k str) {
    (&trail.arn, event.at.as_microsecond(), &event.id)
}
