//! Items of one moment, beside the table: of a backup, or for the time of a restore or an export.

use crate::backup::row::Holds;
use crate::item::row::{ITEMS, ItemKey, Packed};
use bytes::Bytes;
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Span, Table as Rows, Tx};

/// As items lie, under the number of what they are saved for. One without a byte was not there.
pub static SAVED: Rows<ItemKey, Packed> = Rows::new("dynamodb_saved").sealed();

pub fn none() -> Packed {
    Packed(Bytes::new())
}

/// Where a piece of work has come to: hash, partition key, sort key.
pub type After = Option<(u64, Vec<u8>, Vec<u8>)>;

/// Rows behind a place, under a number.
pub fn behind(number: u64, after: &After) -> Span {
    let span = Span::prefix(&(number,));
    match after {
        Some((hash, partition, sort)) => {
            span.after(&(number, *hash, partition.as_slice(), sort.as_slice()))
        }
        None => span,
    }
}

/// The next items of a moment, with where they end; nothing where there are no more. A piece may
/// have no items and not be the last.
pub fn piece(
    tx: &Tx,
    scope: Scope<'_>,
    holds: Holds,
    after: &After,
    size: (usize, usize),
) -> Result<Option<(Vec<(ItemKey, Packed)>, After)>, AwsError> {
    let (rows, number) = match holds {
        Holds::Saved(number) => (&SAVED, number),
        Holds::Left(number) => (&ITEMS, number),
    };
    let mut found = rows.scan_sized(tx, scope, behind(number, after), size, false)?;
    let Some(((_, hash, partition, sort), _)) = found.last() else {
        return Ok(None);
    };
    let end = Some((*hash, partition.clone(), sort.clone()));
    found.retain(|(_, packed)| !packed.0.is_empty());
    Ok(Some((found, end)))
}
