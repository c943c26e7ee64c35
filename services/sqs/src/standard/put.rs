//! A message into a space: one row that nobody else writes.

use super::ready;
use super::rows::Due;
use crate::message::content;
use crate::message::row::Message;
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Tx};

pub fn put(
    tx: &mut Tx,
    scope: Scope<'_>,
    space: u64,
    (due, order, id): (i64, u64, u128),
    mut message: Message,
) -> Result<(), AwsError> {
    content::put(tx, scope, (space, id), &mut message)?;
    let key: Due = (space, due, order, id);
    ready::insert(tx, scope, &key, &message)
}
