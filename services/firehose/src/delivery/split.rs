//! Records that hold several: JSON documents one after another, or pieces between delimiters.

use super::batch::Failure;
use crate::limits::SUB_RECORDS;
use crate::record::buffer::Record;
use crate::stream::row::Destination;
use base64::prelude::{BASE64_STANDARD, Engine};
use bytes::Bytes;
use serde_json::value::RawValue;

pub fn split(destination: &Destination, records: &[Record]) -> (Vec<Record>, Vec<Failure>) {
    let Some(processor) = destination.processor("RecordDeAggregation") else {
        return (records.to_vec(), Vec::new());
    };
    let delimiter = processor
        .parameter("Delimiter")
        .and_then(|text| BASE64_STANDARD.decode(text).ok());
    let by_delimiter = processor.parameter("SubRecordType") == Some("DELIMITED");
    let (mut good, mut bad) = (Vec::new(), Vec::new());
    for record in records {
        let pieces = match (by_delimiter, &delimiter) {
            (true, Some(delimiter)) => Some(between(&record.data, delimiter)),
            _ => documents(&record.data),
        };
        match pieces.filter(|pieces| pieces.len() <= SUB_RECORDS) {
            Some(pieces) => good.extend(pieces.into_iter().map(|data| Record {
                at: record.at,
                data,
                keys: Vec::new(),
                origin: record.origin.clone(),
            })),
            None => bad.push(Failure::new(
                record.clone(),
                "DynamicPartitioning.DeAggregationFailed",
                "The record could not be taken apart",
            )),
        }
    }
    (good, bad)
}

fn documents(data: &Bytes) -> Option<Vec<Bytes>> {
    let documents = serde_json::Deserializer::from_slice(data).into_iter::<Box<RawValue>>();
    let copied = |document: Box<RawValue>| Bytes::copy_from_slice(document.get().as_bytes());
    documents
        .map(|document| document.map(copied).ok())
        .collect()
}

fn between(data: &Bytes, delimiter: &[u8]) -> Vec<Bytes> {
    let mut pieces = Vec::new();
    let mut rest = data.clone();
    while let Some(at) = position(&rest, delimiter) {
        pieces.push(rest.split_to(at));
        _ = rest.split_to(delimiter.len());
    }
    pieces.push(rest);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn position(data: &[u8], delimiter: &[u8]) -> Option<usize> {
    match delimiter.is_empty() {
        true => None,
        false => data.windows(delimiter.len()).position(|w| w == delimiter),
    }
}
