//! Contents within the message's row or beside it.

use crate::limits::INLINE_BYTES;
use crate::message::row::{CONTENTS, Content, Message};
use haneul_pipeline::AwsError;
use haneul_store::{Scope, Tx};

/// Puts a content that is too large for the row beside it.
pub fn put(
    tx: &mut Tx,
    scope: Scope<'_>,
    key: (u64, u128),
    message: &mut Message,
) -> Result<(), AwsError> {
    if message
        .content
        .as_ref()
        .is_none_or(|c| c.size() <= INLINE_BYTES)
    {
        return Ok(());
    }
    if let Some(content) = message.content.take() {
        CONTENTS.insert(tx, scope, &key, &content)?;
    }
    Ok(())
}

/// The content; it does not change, so nothing depends on having read it.
pub fn get(
    tx: &Tx,
    scope: Scope<'_>,
    key: (u64, u128),
    message: &Message,
) -> Result<Content, AwsError> {
    if let Some(content) = &message.content {
        return Ok(content.clone());
    }
    CONTENTS
        .get_untracked(tx, scope, &key)?
        .ok_or_else(|| AwsError::internal("a message without its content"))
}

pub fn delete(
    tx: &mut Tx,
    scope: Scope<'_>,
    key: (u64, u128),
    message: &Message,
) -> Result<(), AwsError> {
    if message.content.is_none() {
        CONTENTS.delete(tx, scope, &key)?;
    }
    Ok(())
}

/// Takes a message out of one space so that it can be put into another one.
pub fn carry(
    tx: &mut Tx,
    scope: Scope<'_>,
    key: (u64, u128),
    message: &mut Message,
) -> Result<(), AwsError> {
    if message.content.is_none() {
        message.content = Some(get(tx, scope, key, message)?);
        CONTENTS.delete(tx, scope, &key)?;
    }
    Ok(())
}
