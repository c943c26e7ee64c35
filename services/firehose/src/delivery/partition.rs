//! Which records go into one object: all of them, or those whose prefix is the same.

use super::batch::Failure;
use super::expression::{Expression, Values};
use super::query;
use super::split;
use crate::limits::{PARTITIONS, PREFIX_BYTES};
use crate::record::buffer::Record;
use crate::stream::row::Destination;
use haneul_pipeline::AwsError;
use std::collections::BTreeMap;

pub struct Sorted {
    pub good: Vec<(String, Vec<Record>)>,
    pub bad: Vec<Failure>,
}

pub fn prefix(destination: &Destination, values: &Values) -> Result<String, AwsError> {
    Expression::prefix(destination)?.evaluate(values, "")
}

/// What is put behind each record.
pub fn delimiter(destination: &Destination) -> Option<Vec<u8>> {
    let processor = destination.processor("AppendDelimiterToRecord")?;
    let given = processor.parameter("Delimiter").unwrap_or("\\n");
    Some(given.replace("\\n", "\n").into_bytes())
}

pub fn sort(destination: &Destination, records: &[Record]) -> Result<Sorted, AwsError> {
    let (records, mut bad) = split::split(destination, records);
    let query = match destination.processor("MetadataExtraction") {
        Some(processor) if destination.partitioned => query::of(processor)?,
        _ => {
            let prefix = prefix(destination, &Values::of(destination, &records))?;
            let good = match records.is_empty() {
                true => Vec::new(),
                false => vec![(prefix, records)],
            };
            return Ok(Sorted { good, bad });
        }
    };
    let mut groups: BTreeMap<Vec<(String, String)>, Vec<Record>> = BTreeMap::new();
    for record in records {
        let full = groups.len() >= PARTITIONS;
        match query.keys(&record.data) {
            Ok(keys) if full && !groups.contains_key(&keys) => bad.push(Failure {
                record,
                code: "DynamicPartitioning.ActivePartitionLimitExceeded",
                message: format!("More than {PARTITIONS} active partitions"),
            }),
            Ok(keys) => groups.entry(keys).or_default().push(record),
            Err(message) => bad.push(Failure {
                record,
                code: "DynamicPartitioning.MetadataExtractionFailed",
                message,
            }),
        }
    }
    let mut good = Vec::with_capacity(groups.len());
    for (keys, records) in groups {
        let values = Values {
            keys,
            ..Values::of(destination, &records)
        };
        let prefix = prefix(destination, &values)?;
        // No key of S3 is that long, and the objects of all others would wait for this one.
        if prefix.len() > PREFIX_BYTES {
            bad.extend(records.into_iter().map(|record| Failure {
                record,
                code: "DynamicPartitioning.MetadataExtractionFailed",
                message: "The prefix made of the partition keys is too long".to_owned(),
            }));
            continue;
        }
        good.push((prefix, records));
    }
    Ok(Sorted { good, bad })
}
