//! GetRecords: changes from an iterator on, and the iterator that goes on from there.

use crate::measure;
use crate::stream::iterator::Position;
use crate::stream::list_streams::at_most;
use crate::stream::read;
use crate::stream::shapes::{GetRecordsInput, GetRecordsOutput};
use crate::stream::show;
use haneul_pipeline::{AwsError, Cx};

const MOST: i64 = 1_000;

pub fn run(cx: &mut Cx, input: GetRecordsInput) -> Result<GetRecordsOutput, AwsError> {
    let position = Position::read(cx, &input.shard_iterator)?;
    let most = at_most(input.limit, MOST)?;
    let stream = position.stream.stream(cx)?;
    position.check_age(cx)?;
    let batch = read::batch(cx, &stream, &position, most)?;
    let is_open = stream
        .shards()
        .any(|s| s.number == position.shard && s.end.is_none());
    let records = batch.records.iter();
    let records = records.map(|(place, entry)| show::record(cx, &stream, *place, entry));
    let records = records.collect::<Result<Vec<_>, AwsError>>()?;
    let sizes = records
        .iter()
        .filter_map(|one| one.dynamodb.as_ref()?.size_bytes);
    measure::streamed(cx, &position.stream, records.len(), sizes.sum());
    let next = Position {
        place: batch.next,
        // What is left out once is not missed later.
        from_oldest: position.from_oldest && batch.records.is_empty(),
        made: cx.now().as_microsecond(),
        ..position
    };
    Ok(GetRecordsOutput {
        records: Some(records),
        next_shard_iterator: (is_open || !batch.at_end).then(|| next.text(cx)),
    })
}
