//! PutRecord.

use crate::errors;
use crate::record::put::{Fate, Incoming, put};
use crate::sequence::Number;
use crate::shapes::{PutRecordInput, PutRecordOutput};
use crate::stream::row::named;
use haneul_pipeline::{AwsError, Edge};

pub async fn run(edge: Edge, input: PutRecordInput) -> Result<PutRecordOutput, AwsError> {
    let named = named!(input);
    let Some(key) = input.partition_key.clone() else {
        return Err(errors::argument("PartitionKey must be specified."));
    };
    if let Some(number) = &input.sequence_number_for_ordering {
        if Number::parse(number).is_none() {
            return Err(errors::argument(format!(
                "ExclusiveMinimumSequenceNumber {number} used in PutRecord on stream {} is \
                 invalid.",
                input.stream_name.as_deref().unwrap_or_default()
            )));
        }
    }
    let explicit = input.explicit_hash_key.as_deref();
    let incoming = Incoming::new(key, input.data.clone(), explicit)?;
    let dry_run = input.dry_run.unwrap_or_default();
    let outcome = put(&edge, &named, vec![incoming], dry_run).await?;
    match outcome.fates.into_iter().next() {
        Some(Fate::Put { shard, number }) => Ok(PutRecordOutput {
            shard_id: Some(shard),
            sequence_number: Some(number),
            encryption_type: outcome.encryption,
        }),
        Some(Fate::Refused { message }) => {
            Err(AwsError::new("ProvisionedThroughputExceededException", message).status(400))
        }
        None => Err(AwsError::internal("a record that nothing became of")),
    }
}
