//! GetShardIterator: where to begin to read a shard.

use crate::errors;
use crate::record::iterator::Position;
use crate::record::read;
use crate::sequence::Number;
use crate::shapes::{GetShardIteratorInput, GetShardIteratorOutput};
use crate::stream::Found;
use crate::stream::row::{self, Shard, named};
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

/// Where reading begins, as iterators and subscriptions say it.
pub struct Wish<'a> {
    pub kind: &'a str,
    pub number: Option<&'a str>,
    pub time: Option<Timestamp>,
    /// The operation.
    pub by: &'static str,
}

pub fn run(cx: &mut Cx, input: GetShardIteratorInput) -> Result<GetShardIteratorOutput, AwsError> {
    let named = named!(input);
    let found = row::at(cx, &named)?;
    let found = row::usable(cx, &found.address)?;
    let id = &input.shard_id;
    let shard = found
        .shard(id)
        .ok_or_else(|| errors::no_shard_here(&found.address, id))?;
    let wish = Wish {
        kind: &input.shard_iterator_type,
        number: input.starting_sequence_number.as_deref(),
        time: input.timestamp,
        by: "GetShardIterator",
    };
    let (place, not_before) = begin(cx, &found, shard, &wish)?;
    if input.dry_run.unwrap_or_default() {
        return Err(errors::dry_run());
    }
    let position = Position::new(cx, &found, shard.number, place, not_before);
    Ok(GetShardIteratorOutput {
        shard_iterator: Some(position.text()),
    })
}

/// The place to begin at, and the time before which records are left out.
pub fn begin(
    cx: &Cx,
    found: &Found,
    shard: &Shard,
    wish: &Wish<'_>,
) -> Result<(u128, i64), AwsError> {
    let by_number = wish.kind.ends_with("SEQUENCE_NUMBER");
    if by_number != wish.number.is_some() {
        let given = match wish.number {
            Some(_) => "also a StartingSequenceNumber",
            None => "no StartingSequenceNumber",
        };
        return Err(errors::argument(format!(
            "Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and \
             StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. \
             Request specified {} and {given}.",
            wish.kind
        )));
    }
    match (wish.kind, wish.number) {
        ("LATEST", _) => Ok((read::latest(cx, found), i64::MIN)),
        ("AT_TIMESTAMP", _) => at_timestamp(cx, found, shard, wish.time),
        ("AT_SEQUENCE_NUMBER", Some(number)) => {
            Ok((place_of(found, shard, number, wish.by)?, i64::MIN))
        }
        ("AFTER_SEQUENCE_NUMBER", Some(number)) => {
            let place = place_of(found, shard, number, wish.by)?;
            // The number that a shard begins with is no record's.
            let after = match place == shard.start.get() {
                true => place,
                false => place.saturating_add(1),
            };
            Ok((after, i64::MIN))
        }
        _ => Ok((shard.start.get(), i64::MIN)),
    }
}

fn at_timestamp(
    cx: &Cx,
    found: &Found,
    shard: &Shard,
    time: Option<Timestamp>,
) -> Result<(u128, i64), AwsError> {
    let time = time.ok_or_else(|| {
        errors::argument(
            "Must specify timestamp parameter for iterator of type AT_TIMESTAMP. Current request \
             has no timestamp parameter.",
        )
    })?;
    let (given, now) = (time.as_millisecond(), cx.now().as_millisecond());
    if given > now {
        return Err(errors::argument(format!(
            "The timestampInMillis parameter cannot be greater than the \
             currentTimestampInMillis. timestampInMillis: {given}, currentTimestampInMillis: {now}"
        )));
    }
    // Records show their time in milliseconds.
    let time = given.saturating_mul(1_000);
    Ok((read::at_time(cx, found, shard.number, time)?, time))
}

/// A sequence number of this shard.
pub fn place_of(found: &Found, shard: &Shard, text: &str, by: &str) -> Result<u128, AwsError> {
    let stream = &found.stream;
    let shard_id = row::shard_id(shard.number);
    let number = Number::parse(text);
    let number = number.filter(|n| n.second == stream.number(0, 0).second);
    let Some(number) = number else {
        return Err(errors::argument(format!(
            "StartingSequenceNumber {text} used in {by} on shard {shard_id} in stream {} under \
             account {} is invalid because it did not come from this stream.",
            found.address.name, found.address.account
        )));
    };
    if number.shard != shard.number {
        return Err(errors::argument(format!(
            "Invalid StartingSequenceNumber. It encodes {}, while it was used in a call to a shard \
             with {shard_id}",
            row::shard_id(number.shard)
        )));
    }
    Ok(number.place)
}
