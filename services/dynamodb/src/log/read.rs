//! Reading a log from a place on, or from its end back to a time.

use crate::limits::SECOND;
use crate::log::pack::{self, Entry};
use crate::log::{CHANGES, TRIMMED, Trimmed};
use haneul_pipeline::AwsError;
use haneul_store::{Place, Scope, Tx};
use std::ops::ControlFlow;

/// Changes at the same time may be a little out of order: who looks for a time goes a little
/// further.
const SLACK: i64 = 2 * SECOND;

/// Changes from a place to another one, the latter excluded.
pub fn visit(
    tx: &Tx,
    scope: Scope<'_>,
    table: u64,
    (from, to): (u128, Option<u128>),
    mut each: impl FnMut(u128, Entry) -> Result<ControlFlow<()>, AwsError>,
) -> Result<(), AwsError> {
    let mut open: Option<(u128, Vec<u8>, u16)> = None;
    let mut failure = Ok(());
    CHANGES.visit(tx, scope, &table, (from, to), false, |place, row| {
        let mut one = || {
            let (place, whole) = match open.take() {
                Some((first, mut bytes, left)) => {
                    bytes.extend_from_slice(row);
                    if left > 1 {
                        open = Some((first, bytes, left - 1));
                        return Ok(ControlFlow::Continue(()));
                    }
                    (first, bytes.into())
                }
                // What goes on in it lies before the place.
                None if place.piece != 0 => return Ok(ControlFlow::Continue(())),
                None => match pack::head(row)? {
                    (_, 0) => (place.to_bits(), row.clone()),
                    (_, further) => {
                        open = Some((place.to_bits(), row.to_vec(), further));
                        return Ok(ControlFlow::Continue(()));
                    }
                },
            };
            each(place, Entry::read(&whole)?)
        };
        one().unwrap_or_else(|error| {
            failure = Err(error);
            ControlFlow::Break(())
        })
    })?;
    failure
}

/// Where the newest change lies.
pub fn newest(tx: &Tx, scope: Scope<'_>, table: u64) -> Result<Option<Place>, AwsError> {
    let mut newest = None;
    CHANGES.visit(tx, scope, &table, (0, None), true, |place, _| {
        newest = Some(place);
        ControlFlow::Break(())
    })?;
    Ok(newest)
}

/// A place behind every change that this transaction sees, and before all that come later.
pub fn behind(tx: &Tx, era: u16) -> u128 {
    let place = Place {
        era,
        version: tx.version(),
        number: u32::MAX,
        piece: u16::MAX,
    };
    place.to_bits()
}

/// The last place that was removed, since everything up to it was too old.
pub fn trimmed(tx: &mut Tx, scope: Scope<'_>, table: u64) -> Result<u128, AwsError> {
    let trimmed = TRIMMED.get_untracked(tx, scope, &table)?;
    Ok(trimmed.map_or(0, Trimmed::place))
}

/// When the first change from a place on was made, and where it is.
fn first(
    tx: &Tx,
    scope: Scope<'_>,
    table: u64,
    from: u128,
) -> Result<Option<(u128, i64)>, AwsError> {
    let mut first = Ok(None);
    CHANGES.visit(tx, scope, &table, (from, None), false, |place, row| {
        if place.piece != 0 {
            return ControlFlow::Continue(());
        }
        first = pack::head(row).map(|(at, _)| Some((place.to_bits(), at)));
        ControlFlow::Break(())
    })?;
    first
}

/// A place before all changes that were made at a time or later, and not far before them: found by
/// halving, since later changes have later places.
pub fn at_time(
    tx: &Tx,
    scope: Scope<'_>,
    table: u64,
    (start, end): (u128, u128),
    time: i64,
) -> Result<u128, AwsError> {
    let time = time.saturating_sub(SLACK);
    let (mut low, mut high) = (start, end);
    while low < high {
        let middle = low + (high - low) / 2;
        match first(tx, scope, table, middle)? {
            Some((place, at)) if at < time => low = place + 1,
            _ => high = middle,
        }
    }
    Ok(low.min(end))
}

/// Where the change behind one may be, whatever rows that one has.
pub fn next(place: u128) -> u128 {
    (place | u128::from(u16::MAX)).saturating_add(1)
}
