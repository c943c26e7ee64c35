//! Reading a shard from a place on.

use crate::record::pack::{self, Form, Record};
use crate::stream::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Place, Scope, Sequence, Tx};
use std::ops::ControlFlow;

/// By stream and shard.
pub static RECORDS: Sequence = Sequence::new("kinesis_record").sealed();

/// Rows of one call lie around one moment, and moments of calls at the same time may be a little
/// out of order: who looks for a time begins a little earlier.
const SLACK: i64 = 2 * crate::limits::SECOND;

/// The number of a record in its row.
const INDEX: u128 = 0xffff;

/// A record where it was found.
pub struct Seen {
    pub place: u128,
    pub at: i64,
    pub form: Form,
    pub record: Record,
}

/// What was read, and where to go on.
#[derive(Default)]
pub struct Batch {
    pub records: Vec<Seen>,
    pub bytes: usize,
    pub next: u128,
    /// There is more behind it now.
    pub more: bool,
    /// When what is next came.
    pub next_at: Option<i64>,
}

/// Up to so many records and bytes from a place on, and not older than the stream keeps them.
pub fn batch(
    cx: &mut Cx,
    found: &Found,
    shard: u32,
    from: u128,
    not_before: i64,
    (records, bytes): (usize, usize),
) -> Result<Batch, AwsError> {
    let horizon = found.stream.horizon(cx.now().as_microsecond());
    let from = match first_at(cx, found, shard, from)? {
        Some(at) if at <= horizon => from.max(at_time(cx, found, shard, horizon)?),
        _ => from,
    };
    let keep = |at: i64| at > horizon && at >= not_before;
    let mut batch = Batch {
        next: from,
        ..Batch::default()
    };
    let mut large: Option<Large> = None;
    let mut failure = None;
    let line = (found.stream.id, shard);
    RECORDS.visit(
        cx.tx,
        found.scope(cx),
        &line,
        (from & !INDEX, None),
        false,
        |place, row| {
            let flow = batch.take(&mut large, place, row, from, &keep, (records, bytes));
            flow.unwrap_or_else(|error| {
                failure = Some(error);
                ControlFlow::Break(())
            })
        },
    )?;
    failure.map_or(Ok(batch), Err)
}

/// A pack of several rows that is being read.
struct Large {
    place: Place,
    bytes: Vec<u8>,
    left: u16,
}

impl Batch {
    fn take(
        &mut self,
        large: &mut Option<Large>,
        place: Place,
        row: &bytes::Bytes,
        from: u128,
        keep: &impl Fn(i64) -> bool,
        (most, most_bytes): (usize, usize),
    ) -> Result<ControlFlow<()>, AwsError> {
        let (place, row) = match large {
            Some(open) => {
                open.bytes.extend_from_slice(row);
                open.left = open.left.saturating_sub(1);
                if open.left > 0 {
                    return Ok(ControlFlow::Continue(()));
                }
                let whole = (open.place, std::mem::take(&mut open.bytes).into());
                *large = None;
                whole
            }
            // A row that something before it goes on in, which was left out.
            None if place.piece != 0 => return Ok(ControlFlow::Continue(())),
            None => {
                let (head, further) = pack::head(row)?;
                let over = self.records.len() >= most || self.bytes >= most_bytes;
                if over || (further > 0 && !self.records.is_empty() && keep(head.at)) {
                    return Ok(self.stop(place.to_bits(), head.at));
                }
                if !keep(head.at) {
                    self.next = place.to_bits() | INDEX;
                    return Ok(ControlFlow::Continue(()));
                }
                if further > 0 {
                    *large = Some(Large {
                        place,
                        bytes: row.to_vec(),
                        left: further,
                    });
                    return Ok(ControlFlow::Continue(()));
                }
                (place, row.clone())
            }
        };
        let (head, _) = pack::head(&row)?;
        for (index, record) in pack::records(&row)?.into_iter().enumerate() {
            let at = place.to_bits() & !INDEX | index as u128;
            if at < from {
                continue;
            }
            let size = record.key.len() + record.data.len();
            let full = self.records.len() >= most
                || (self.bytes + size > most_bytes && !self.records.is_empty());
            if full {
                return Ok(self.stop(at, head.at));
            }
            self.bytes += size;
            self.next = at + 1;
            self.records.push(Seen {
                place: at,
                at: head.at,
                form: head.form,
                record,
            });
        }
        Ok(ControlFlow::Continue(()))
    }

    fn stop(&mut self, next: u128, at: i64) -> ControlFlow<()> {
        self.more = true;
        self.next_at = Some(at);
        self.next = next;
        ControlFlow::Break(())
    }

    /// How far behind the newest record this ends; 0 says that nothing is left.
    pub fn millis_behind(&self, now: i64) -> i64 {
        let last = self.records.last().map(|seen| seen.at);
        let at = match self.more {
            true => last.or(self.next_at),
            false => None,
        };
        at.map_or(0, |at| ((now - at) / 1_000).max(1))
    }
}

/// When the first record from a place on came.
fn first_at(cx: &Cx, found: &Found, shard: u32, from: u128) -> Result<Option<i64>, AwsError> {
    Ok(first(cx, found, shard, from & !INDEX)?.map(|(_, at)| at))
}

fn first(cx: &Cx, found: &Found, shard: u32, from: u128) -> Result<Option<(Place, i64)>, AwsError> {
    let mut first = Ok(None);
    let line = (found.stream.id, shard);
    let span = (from, None);
    RECORDS.visit(cx.tx, found.scope(cx), &line, span, false, |place, row| {
        if place.piece != 0 {
            return ControlFlow::Continue(());
        }
        first = pack::head(row).map(|(head, _)| Some((place, head.at)));
        ControlFlow::Break(())
    })?;
    first
}

/// Behind everything that is there.
pub fn latest(cx: &Cx, found: &Found) -> u128 {
    let place = Place {
        era: found.stream.era,
        version: cx.tx.version(),
        number: u32::MAX,
        piece: u16::MAX,
    };
    place.to_bits()
}

/// A place before all records that came at a time or later, and not far before them: found by
/// halving, since later records have later places.
pub fn at_time(cx: &Cx, found: &Found, shard: u32, time: i64) -> Result<u128, AwsError> {
    let time = time.saturating_sub(SLACK);
    let start = found.stream.shard(shard).map_or(0, |s| s.start.get());
    let Some((_, oldest)) = first(cx, found, shard, start)? else {
        return Ok(start);
    };
    if oldest >= time {
        return Ok(start);
    }
    let (mut low, mut high) = (start, latest(cx, found));
    while low < high {
        let middle = low + (high - low) / 2;
        match first(cx, found, shard, middle & !INDEX)? {
            Some((place, at)) if at < time => low = place.to_bits() + 1 + INDEX,
            _ => high = middle & !INDEX,
        }
        if high - low.min(high) <= INDEX {
            break;
        }
    }
    Ok(low.min(high))
}

/// The place of the first record that came after a time; of those looked at, if all came before.
pub fn kept_from(
    tx: &Tx,
    scope: Scope<'_>,
    line: (u64, u32),
    horizon: i64,
    rows: usize,
) -> Result<u128, AwsError> {
    let (mut kept, mut left) = (Ok(0), rows);
    RECORDS.visit(tx, scope, &line, (0, None), false, |place, row| {
        let bits = place.to_bits();
        let over = match place.piece {
            0 => pack::head(row).map(|(head, _)| head.at <= horizon),
            _ => Ok(true),
        };
        match over {
            Ok(true) => kept = Ok(bits + 1),
            Ok(false) => {
                return ControlFlow::Break(());
            }
            Err(error) => kept = Err(error),
        }
        left -= 1;
        match left > 0 && kept.is_ok() {
            true => ControlFlow::Continue(()),
            false => ControlFlow::Break(()),
        }
    })?;
    kept
}
