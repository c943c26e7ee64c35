//! The event history of each account and Region.

use super::Event;
use crate::cloud::Cloud;
use crate::error::AwsError;
use bytes::Bytes;
use haneul_store::{Log, Scope, Span, StoreError, Stored, Table, Tx};
use jiff::{SignedDuration, Timestamp};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ops::ControlFlow;

pub(super) static EVENTS: Log<Event> = Log::new("trail");

/// Where there are events: partition, account, Region.
static PLACES: Table<(String, String, String), Place> = Table::new("trail_place");

const GLOBAL: Scope<'static> = Scope::new("", "", "");

const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// Of one account in one Region.
const KEPT_BYTES: usize = 512 << 20;
/// Pages deleted in one transaction.
const TRIMMED: usize = 200;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place {}

impl Stored for Place {
    const VERSION: u32 = 1;
}

/// Which places this process has noted. Forgotten from time to time, since somebody may have
/// emptied the cloud.
#[derive(Default)]
pub(super) struct Places(Mutex<HashSet<String>>);

/// An event as [`EVENTS`] encodes it.
pub(super) fn append(
    tx: &mut Tx,
    scope: Scope<'_>,
    (at, event): (i64, Bytes),
    places: &Places,
) -> Result<(), StoreError> {
    let (partition, account, region) = (scope.partition, scope.account, scope.region);
    let place = [partition, account, region].join("/");
    if !places.0.lock().contains(&place) {
        let key = (partition.to_owned(), account.to_owned(), region.to_owned());
        if !PLACES.exists(tx, GLOBAL, &key)? {
            PLACES.put(tx, GLOBAL, &key, &Place {})?;
        }
        places.0.lock().insert(place);
    }
    EVENTS.append_encoded(tx, scope, at, event)
}

/// Events of the moments between two, both included, the newest first, until `visit` breaks.
pub fn back(
    tx: &Tx,
    scope: Scope<'_>,
    (from, to): (Timestamp, Timestamp),
    mut visit: impl FnMut(Event) -> ControlFlow<()>,
) -> Result<(), AwsError> {
    let span = (from.as_microsecond(), to.as_microsecond());
    Ok(EVENTS.back(tx, scope, span, |event: Event| {
        match event.at >= from && event.at <= to {
            true => visit(event),
            false => ControlFlow::Continue(()),
        }
    })?)
}

/// The Regions in which an account has a history.
pub fn regions(tx: &mut Tx, partition: &str, account: &str) -> Result<Vec<String>, AwsError> {
    let span = Span::prefix(&(partition, account));
    let rows = PLACES.scan(tx, GLOBAL, span, usize::MAX, false)?;
    Ok(rows.into_iter().map(|((.., region), _)| region).collect())
}

/// Forgets what is older than AWS keeps it, and what there is too much of.
pub(crate) async fn trim(cloud: &Cloud) -> Result<(), AwsError> {
    let places = cloud
        .store
        .read(|tx| Ok::<_, AwsError>(PLACES.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?))?;
    cloud.trail.places.0.lock().clear();
    let oldest = cloud.clock.now() - KEPT;
    for ((partition, account, region), _) in places {
        let scope = Scope::new(&partition, &account, &region);
        loop {
            let trimmed = cloud
                .store
                .transact(|tx| {
                    let mut excess = EVENTS.before(scope, oldest.as_microsecond())?;
                    if let Some(more) = EVENTS.excess(tx, scope, KEPT_BYTES)? {
                        excess.end = excess.end.max(more.end);
                    }
                    EVENTS.trim(tx, &excess, TRIMMED)
                })
                .await?;
            if trimmed < TRIMMED {
                break;
            }
        }
    }
    Ok(())
}
