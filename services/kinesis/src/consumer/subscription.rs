//! Who reads a shard for a consumer: one at a time, a newer one in the place of an older one.

use crate::errors;
use crate::limits::SECOND;
use crate::stream::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use serde::{Deserialize, Serialize};

/// By stream, consumer and shard.
static SUBSCRIPTIONS: Table<(u64, String, u32), Subscription> = Table::new("kinesis_subscription");

/// Nobody takes its place sooner.
const REST: i64 = 5 * SECOND;

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Subscription {
    /// Which one it is.
    token: u64,
    since: i64,
}

impl Stored for Subscription {
    const VERSION: u32 = 1;
}

/// Takes the shard over, and ends the subscription that had it.
pub fn begin(cx: &mut Cx, found: &Found, consumer: &str, shard: u32) -> Result<u64, AwsError> {
    let (scope, now) = (found.scope(cx), cx.now().as_microsecond());
    let key = (found.stream.id, consumer, shard);
    let known = SUBSCRIPTIONS.get(cx.tx, scope, &key)?;
    if known.is_some_and(|known| (0..REST).contains(&(now - known.since))) {
        return Err(errors::in_use(format!(
            "Another active subscription exists for this consumer: {}:{}:{}:{consumer}",
            found.address.account,
            found.address.name,
            crate::stream::row::shard_id(shard)
        )));
    }
    let token = cx.random().u64();
    let subscription = Subscription { token, since: now };
    SUBSCRIPTIONS.put(cx.tx, scope, &key, &subscription)?;
    cx.tx.notify(found.stream.channel(shard));
    Ok(token)
}

/// Whether no newer one has taken its place.
pub fn is_current(
    cx: &mut Cx,
    found: &Found,
    (consumer, shard): (&str, u32),
    token: u64,
) -> Result<bool, AwsError> {
    let key = (found.stream.id, consumer, shard);
    let known = SUBSCRIPTIONS.get(cx.tx, found.scope(cx), &key)?;
    Ok(known.is_some_and(|known| known.token == token))
}

/// Forgets those of a consumer, or of all consumers of a stream.
pub fn forget(
    tx: &mut Tx,
    scope: Scope<'_>,
    stream: u64,
    consumer: Option<&str>,
) -> Result<(), AwsError> {
    let span = match consumer {
        Some(consumer) => Span::prefix(&(stream, consumer)),
        None => Span::prefix(&(stream,)),
    };
    for (key, _) in SUBSCRIPTIONS.scan(tx, scope, span, usize::MAX, false)? {
        SUBSCRIPTIONS.delete(tx, scope, &key)?;
    }
    Ok(())
}
