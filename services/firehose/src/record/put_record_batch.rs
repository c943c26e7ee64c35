//! PutRecordBatch: up to 500 records, all of them in one transaction.

use crate::delivery;
use crate::errors;
use crate::limits::BATCH_BYTES;
use crate::record::put_record::id;
use crate::shapes::{PutRecordBatchInput, PutRecordBatchOutput, PutRecordBatchResponseEntry};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PutRecordBatchInput) -> Result<PutRecordBatchOutput, AwsError> {
    let records: Vec<_> = input
        .records
        .into_iter()
        .map(|record| record.data)
        .collect();
    if records.iter().map(|data| data.len()).sum::<usize>() > BATCH_BYTES {
        return Err(errors::argument("Records size exceeds 4 MB limit"));
    }
    let stream = delivery::take(cx, &input.delivery_stream_name, &records)?;
    let taken = records.iter().map(|_| PutRecordBatchResponseEntry {
        record_id: Some(id(cx)),
        ..PutRecordBatchResponseEntry::default()
    });
    Ok(PutRecordBatchOutput {
        failed_put_count: Some(0),
        encrypted: Some(stream.encrypted),
        request_responses: Some(taken.collect()),
    })
}
