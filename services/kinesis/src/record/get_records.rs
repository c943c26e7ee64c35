//! GetRecords: records from an iterator on, and the iterator that goes on from there.

use crate::errors;
use crate::limits::{GET_BYTES, GET_RECORDS};
use crate::measure;
use crate::record::iterator::Position;
use crate::record::{kms, read, show, throttle};
use crate::shapes::{GetRecordsInput, GetRecordsOutput};
use crate::stream::row::{self, shard_id};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetRecordsInput) -> Result<GetRecordsOutput, AwsError> {
    let position = Position::read(&input.shard_iterator).ok_or_else(errors::iterator)?;
    let address = position.address();
    if input
        .stream_arn
        .as_ref()
        .is_some_and(|arn| *arn != address.arn(cx))
    {
        return Err(errors::argument(
            "StreamARN does not match the stream of the ShardIterator.",
        ));
    }
    let found = row::usable(cx, &address)?;
    if found.stream.id != position.stream {
        return Err(errors::no_stream(&address));
    }
    position.check_age(cx)?;
    if input.dry_run.unwrap_or_default() {
        return Err(errors::dry_run());
    }
    let (number, now) = (position.shard, cx.now().as_microsecond());
    let place = (found.stream.id, number);
    let limits = throttle::of(cx.cloud);
    if !limits.read(place, now) {
        measure::not_got(cx, &found, number);
        return Err(errors::rate(&address, &shard_id(number)));
    }
    let most = input.limit.map_or(GET_RECORDS, |n| n as usize);
    let (from, not_before) = (position.place, position.not_before);
    let bounds = (most, GET_BYTES);
    let mut batch = read::batch(cx, &found, number, from, not_before, bounds)?;
    kms::open(cx, &mut batch.records)?;
    limits.gave(place, batch.bytes, now);
    let stream = &found.stream;
    let closed = stream.shard(number).is_none_or(|s| s.closed.is_some());
    let ended = closed && !batch.more;
    let next = Position::new(cx, &found, number, batch.next, not_before);
    let millis_behind = batch.millis_behind(now);
    let given = (batch.records.len(), batch.bytes);
    measure::got(cx, &found, number, given, millis_behind);
    let records = batch.records.into_iter();
    let records = records.map(|seen| show::record(stream, number, seen));
    Ok(GetRecordsOutput {
        millis_behind_latest: Some(millis_behind),
        next_shard_iterator: (!ended).then(|| next.text()),
        child_shards: ended.then(|| show::children(stream, number)),
        records: Some(records.collect()),
    })
}
