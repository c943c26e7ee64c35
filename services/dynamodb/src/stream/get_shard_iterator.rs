//! GetShardIterator: where to begin to read a shard.

use crate::errors;
use crate::log;
use crate::stream::access::Name;
use crate::stream::iterator::Position;
use crate::stream::read::{check_trimmed, trimmed};
use crate::stream::row::{Shard, Stream};
use crate::stream::shapes::{GetShardIteratorInput, GetShardIteratorOutput};
use crate::stream::show;
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetShardIteratorInput) -> Result<GetShardIteratorOutput, AwsError> {
    let name = Name::of(cx, &input.stream_arn)?;
    let stream = name.stream(cx)?;
    let shard = stream
        .shard(&input.shard_id)
        .ok_or_else(|| errors::missing("Requested resource not found: Shard does not exist"))?;
    let mut position = Position {
        stream: name,
        shard: shard.number,
        place: shard.start,
        not_before: i64::MIN,
        from_oldest: true,
        made: cx.now().as_microsecond(),
    };
    let by_number = input.shard_iterator_type.ends_with("SEQUENCE_NUMBER");
    match (by_number, input.sequence_number.as_deref()) {
        (true, Some(number)) => {
            by_sequence_number(&mut position, &shard, &input.shard_iterator_type, number)?;
            check_trimmed(cx, &stream, &position)?;
        }
        (true, None) => {
            return Err(errors::validation(format!(
                "SequenceNumber is required for ShardIteratorType {}",
                input.shard_iterator_type
            )));
        }
        (false, Some(_)) => {
            return Err(errors::validation(format!(
                "SequenceNumber must not be specified for ShardIteratorType {}",
                input.shard_iterator_type
            )));
        }
        (false, None) => by_kind(cx, &stream, &input, &mut position)?,
    }
    Ok(GetShardIteratorOutput {
        shard_iterator: Some(position.text(cx)),
    })
}

fn by_sequence_number(
    position: &mut Position,
    shard: &Shard,
    kind: &str,
    number: &str,
) -> Result<(), AwsError> {
    let wrong = || {
        errors::validation(format!(
            "Invalid SequenceNumber: {number} is not of shard {}",
            shard.id()
        ))
    };
    let place = show::place(number).ok_or_else(wrong)?;
    if place < shard.start {
        return Err(trimmed());
    }
    if shard.end.is_some_and(|end| place > end) {
        return Err(wrong());
    }
    // The number that a shard begins with is no record's.
    let is_start = place == shard.start;
    position.from_oldest = is_start;
    position.place = match kind {
        "AFTER_SEQUENCE_NUMBER" if !is_start => log::next(place),
        _ => place,
    };
    Ok(())
}

fn by_kind(
    cx: &mut Cx,
    stream: &Stream,
    input: &GetShardIteratorInput,
    position: &mut Position,
) -> Result<(), AwsError> {
    let end = log::behind(cx.tx, u16::MAX);
    match (input.shard_iterator_type.as_str(), input.timestamp) {
        ("AT_TIMESTAMP", Some(time)) => {
            let scope = position.stream.scope(cx);
            let time = time.as_microsecond();
            position.not_before = time;
            position.place = log::at_time(cx.tx, scope, stream.table, (position.place, end), time)?;
            Ok(())
        }
        ("AT_TIMESTAMP", None) => Err(errors::validation(
            "Timestamp is required for ShardIteratorType AT_TIMESTAMP",
        )),
        ("LATEST", _) => {
            let newest = log::newest(cx.tx, position.stream.scope(cx), stream.table)?;
            let behind = newest.map_or(0, |newest| log::next(newest.to_bits()));
            position.place = position.place.max(behind);
            Ok(())
        }
        _ => Ok(()),
    }
}
