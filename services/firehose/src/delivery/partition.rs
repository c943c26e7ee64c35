//! Which records go into one object: all of them, or those whose prefix is the same.

use super::batch::{Chance, Failure, Processed};
use super::expression::{Expression, Values};
use super::query::{self, Query};
use crate::limits::{PARTITIONS, PREFIX_BYTES};
use crate::record::buffer::Record;
use crate::stream::row::Destination;
use haneul_pipeline::AwsError;
use std::collections::BTreeMap;

pub struct Sorted {
    pub good: Vec<(String, Vec<Record>)>,
    pub bad: Vec<Failure>,
}

/// What a query found in a record, and what a function said of it.
type Keys = (Vec<(String, String)>, Vec<(String, String)>);

const EXTRACTION: &str = "DynamicPartitioning.MetadataExtractionFailed";

/// What tells a record from others: of a function's keys those that the prefix names.
fn keys(query: Option<&Query>, wanted: &Expression, record: &Record) -> Result<Keys, String> {
    let found = query.map_or(Ok(Vec::new()), |query| query.keys(&record.data))?;
    let said = wanted.said_keys().map(|key| {
        let known = record.keys.iter().find(|(known, _)| known == key);
        let known = known.filter(|(_, value)| !value.is_empty()).cloned();
        known.ok_or_else(|| format!("The function did not say the partition key {key}"))
    });
    Ok((found, said.collect::<Result<_, _>>()?))
}

pub fn prefix(
    destination: &Destination,
    values: &Values,
    chance: &mut Chance,
) -> Result<String, AwsError> {
    Expression::prefix(destination)?.evaluate(values, "", chance)
}

/// What is put behind each record.
pub fn delimiter(destination: &Destination) -> Option<Vec<u8>> {
    let processor = destination.processor("AppendDelimiterToRecord")?;
    let given = processor.parameter("Delimiter").unwrap_or("\\n");
    Some(given.replace("\\n", "\n").into_bytes())
}

pub fn sort(
    destination: &Destination,
    processed: Processed,
    chance: &mut Chance,
) -> Result<Sorted, AwsError> {
    let (records, mut bad) = (processed.good, processed.bad);
    let query = match destination.processor("MetadataExtraction") {
        Some(processor) if destination.partitioned => Some(query::of(processor)?),
        _ if destination.partitioned => None,
        _ => {
            let prefix = prefix(destination, &Values::of(destination, &records), chance)?;
            let good = match records.is_empty() {
                true => Vec::new(),
                false => vec![(prefix, records)],
            };
            return Ok(Sorted { good, bad });
        }
    };
    let wanted = Expression::prefix(destination)?;
    let mut groups: BTreeMap<Keys, Vec<Record>> = BTreeMap::new();
    for record in records {
        let full = groups.len() >= PARTITIONS;
        match keys(query.as_ref(), &wanted, &record) {
            Ok(keys) if full && !groups.contains_key(&keys) => bad.push(Failure::new(
                record,
                "DynamicPartitioning.ActivePartitionLimitExceeded",
                format!("More than {PARTITIONS} active partitions"),
            )),
            Ok(keys) => groups.entry(keys).or_default().push(record),
            Err(message) => bad.push(Failure::new(record, EXTRACTION, message)),
        }
    }
    let mut good = Vec::with_capacity(groups.len());
    for ((keys, said), records) in groups {
        let values = Values {
            keys,
            said,
            ..Values::of(destination, &records)
        };
        let prefix = prefix(destination, &values, chance)?;
        // No key of S3 is that long, and the objects of all others would wait for this one.
        if prefix.len() > PREFIX_BYTES {
            let message = "The prefix made of the partition keys is too long";
            let records = records.into_iter();
            bad.extend(records.map(|record| Failure::new(record, EXTRACTION, message)));
            continue;
        }
        good.push((prefix, records));
    }
    Ok(Sorted { good, bad })
}
