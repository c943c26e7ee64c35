//! What batches have in common: the rules for their entries, and entries that fail.

use crate::errors;
use crate::limits::{BATCH_ENTRIES, BATCH_ID_LENGTH};
use crate::shapes::BatchResultErrorEntry;
use haneul_pipeline::AwsError;
use std::collections::HashSet;

/// `entry` is the name of the entries in AWS's words.
pub fn check<'i>(
    entry: &str,
    ids: impl ExactSizeIterator<Item = &'i str> + Clone,
) -> Result<(), AwsError> {
    if ids.len() == 0 {
        return Err(errors::empty_batch(entry));
    }
    if ids.len() > BATCH_ENTRIES {
        return Err(errors::too_many_entries(ids.len()));
    }
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    let fits = |id: &str| (1..=BATCH_ID_LENGTH).contains(&id.len()) && id.bytes().all(plain);
    if !ids.clone().all(fits) {
        return Err(errors::entry_id());
    }
    let mut seen = HashSet::new();
    match ids.into_iter().find(|id| !seen.insert(*id)) {
        Some(repeated) => Err(errors::repeated_entry(repeated)),
        None => Ok(()),
    }
}

/// The failure of one entry. A failure of ours fails the whole call instead.
pub fn failed(id: String, error: AwsError) -> Result<BatchResultErrorEntry, AwsError> {
    if error.status.is_some_and(|status| status >= 500) {
        return Err(error);
    }
    Ok(BatchResultErrorEntry {
        id: Some(id),
        sender_fault: Some(true),
        code: Some(error.code.into_owned()),
        message: Some(error.message),
    })
}

/// An empty list is left out.
pub fn listed<T>(entries: Vec<T>) -> Option<Vec<T>> {
    (!entries.is_empty()).then_some(entries)
}
