//! PutRecords: up to 500 records in one transaction; those that their shards do not take now are
//! named in the answer.

use crate::errors;
use crate::record::put::{Fate, Incoming, put};
use crate::shapes::{PutRecordsInput, PutRecordsOutput, PutRecordsResultEntry};
use crate::stream::row::named;
use haneul_pipeline::{AwsError, Edge};

pub async fn run(edge: Edge, input: PutRecordsInput) -> Result<PutRecordsOutput, AwsError> {
    let named = named!(input);
    let mut incoming = Vec::with_capacity(input.records.len());
    for entry in &input.records {
        let Some(key) = entry.partition_key.clone() else {
            return Err(errors::argument("PartitionKey must be specified."));
        };
        let explicit = entry.explicit_hash_key.as_deref();
        incoming.push(Incoming::new(key, entry.data.clone(), explicit)?);
    }
    let dry_run = input.dry_run.unwrap_or_default();
    let outcome = put(&edge, &named, incoming, dry_run).await?;
    let mut failed = 0;
    let records = outcome.fates.into_iter().map(|fate| match fate {
        Fate::Put { shard, number } => PutRecordsResultEntry {
            shard_id: Some(shard),
            sequence_number: Some(number),
            ..PutRecordsResultEntry::default()
        },
        Fate::Refused { message } => {
            failed += 1;
            PutRecordsResultEntry {
                error_code: Some("ProvisionedThroughputExceededException".to_owned()),
                error_message: Some(message),
                ..PutRecordsResultEntry::default()
            }
        }
    });
    let records: Vec<_> = records.collect();
    Ok(PutRecordsOutput {
        failed_record_count: Some(failed),
        records: Some(records),
        encryption_type: outcome.encryption,
    })
}
