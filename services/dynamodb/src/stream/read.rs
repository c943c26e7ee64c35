//! Reading a shard from a place on.

use crate::item::row::Packed;
use crate::log::{self, Entry, STREAM_KEEPS};
use crate::stream::iterator::Position;
use crate::stream::row::{Generation, Stream};
use crate::stream::show;
use haneul_pipeline::{AwsError, Cx};
use std::ops::ControlFlow;

/// Of one call.
const MOST_BYTES: usize = 1 << 20;

/// Changes of other shards lie between: after so many, or so many bytes of them, a call ends with
/// what it has.
const LOOKED_AT: usize = 10_000;
const LOOKED_AT_BYTES: usize = 8 << 20;

/// What was read, and where to go on.
#[derive(Default)]
pub struct Batch {
    pub records: Vec<(u128, Entry)>,
    pub next: u128,
    /// Everything that is in the shard now was read.
    pub at_end: bool,
    bytes: usize,
    looked_at: usize,
    looked_at_bytes: usize,
}

pub fn batch(
    cx: &mut Cx,
    stream: &Stream,
    position: &Position,
    most: usize,
) -> Result<Batch, AwsError> {
    let generation = stream.generations.iter().find(|g| g.has(position.shard));
    // A shard that is forgotten has nothing in it that anybody could read.
    let generation = generation.ok_or_else(trimmed)?;
    let (table, scope) = (stream.table, position.stream.scope(cx));
    check_trimmed(cx, stream, position)?;
    let horizon = cx.now().as_microsecond() - STREAM_KEEPS;
    let mut batch = Batch {
        next: position.place,
        at_end: true,
        ..Batch::default()
    };
    log::visit(
        cx.tx,
        scope,
        table,
        (position.place, None),
        |place, entry| {
            batch.take(
                stream,
                generation,
                position,
                (place, entry),
                (horizon, most),
            )
        },
    )?;
    Ok(batch)
}

/// What an iterator points at may be gone by now.
pub fn check_trimmed(cx: &mut Cx, stream: &Stream, position: &Position) -> Result<(), AwsError> {
    if position.from_oldest {
        return Ok(());
    }
    let scope = position.stream.scope(cx);
    match log::trimmed(cx.tx, scope, stream.table)? >= position.place {
        true => Err(trimmed()),
        false => Ok(()),
    }
}

pub fn trimmed() -> AwsError {
    AwsError::new(
        "TrimmedDataAccessException",
        "The operation attempted to read past the oldest stream record in a shard.",
    )
    .status(400)
}

impl Batch {
    fn take(
        &mut self,
        stream: &Stream,
        generation: &Generation,
        position: &Position,
        (place, entry): (u128, Entry),
        (horizon, most): (i64, usize),
    ) -> Result<ControlFlow<()>, AwsError> {
        if entry
            .shard
            .is_some_and(|shard| shard >= generation.first + generation.parts)
        {
            return Ok(ControlFlow::Break(()));
        }
        let weight = |image: &Option<Packed>| image.as_ref().map_or(0, |image| image.0.len());
        let is_full = self.looked_at >= LOOKED_AT || self.looked_at_bytes >= LOOKED_AT_BYTES;
        self.looked_at += 1;
        self.looked_at_bytes += weight(&entry.old) + weight(&entry.new);
        let mine = entry.shard == Some(position.shard) && entry.at >= position.not_before;
        if mine && entry.at <= horizon && !position.from_oldest {
            return Err(trimmed());
        }
        if is_full {
            return Ok(self.stop(place));
        }
        if mine && entry.at > horizon {
            let bytes = show::size(stream, &entry)?;
            let is_over = self.bytes + bytes > MOST_BYTES && !self.records.is_empty();
            if self.records.len() >= most || is_over {
                return Ok(self.stop(place));
            }
            self.bytes += bytes;
            self.records.push((place, entry));
        }
        self.next = log::next(place);
        Ok(ControlFlow::Continue(()))
    }

    fn stop(&mut self, next: u128) -> ControlFlow<()> {
        self.at_end = false;
        self.next = next;
        ControlFlow::Break(())
    }
}
