//! CreateQueue: makes a queue, or finds the one of this name if nothing about it differs.

use crate::address;
use crate::errors;
use crate::limits::{DELETED_NAME_SECONDS, QUEUE_NAME};
use crate::queue::row::{DELETED, Found, GLOBAL, PLACES, QUEUES, Queue};
use crate::queue::{attributes, row, show};
use crate::shapes::{CreateQueueRequest, CreateQueueResult};
use crate::tables::Mark;
use crate::tag::rules;
use haneul_pipeline::{AwsError, Cx};
use std::sync::Arc;

pub fn run(cx: &mut Cx, input: CreateQueueRequest) -> Result<CreateQueueResult, AwsError> {
    let name = &input.queue_name;
    let given = input.attributes.unwrap_or_default();
    let fifo = is_fifo(name, &given)?;
    let tags = input.tags.unwrap_or_default();
    rules::check(&tags)?;
    let wanted = wanted(cx, name, fifo, &given)?;
    match row::find(cx, cx.account(), name)? {
        Some(queue) => same(&queue, &wanted, &given)?,
        None => create(cx, Queue { tags, ..wanted })?,
    }
    Ok(CreateQueueResult {
        queue_url: Some(address::url(cx, cx.account(), name)),
    })
}

/// Checks the name, which says whether the queue is FIFO, and the attribute that must say so too.
fn is_fifo(name: &str, given: &[(String, String)]) -> Result<bool, AwsError> {
    let attribute = given.iter().find(|(name, _)| name == "FifoQueue");
    let fifo = match attribute {
        Some((attribute, value)) => attributes::flag(attribute, value)?,
        None => false,
    };
    let base = match name.strip_suffix(".fifo") {
        Some(base) if fifo => base,
        _ if fifo => return Err(errors::queue_name(true)),
        _ => name,
    };
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if base.is_empty() || name.len() > QUEUE_NAME || !base.bytes().all(plain) {
        return Err(errors::queue_name(fifo));
    }
    if attribute.is_some() && !fifo {
        return Err(errors::unknown_attribute("FifoQueue"));
    }
    Ok(fifo)
}

/// The queue as the request describes it.
fn wanted(
    cx: &mut Cx,
    name: &str,
    fifo: bool,
    given: &[(String, String)],
) -> Result<Queue, AwsError> {
    let (id, space) = (cx.random().u64(), cx.random().u64());
    let mut queue = attributes::fresh(id, space, name, cx.now());
    queue.fifo = fifo.then(attributes::fresh_fifo);
    let account = cx.account();
    attributes::apply(cx, account, &mut queue, given)?;
    Ok(queue)
}

/// Attributes that the request names must be those of the queue.
fn same(queue: &Queue, wanted: &Queue, given: &[(String, String)]) -> Result<(), AwsError> {
    for (name, _) in given {
        if show::setting(queue, name) != show::setting(wanted, name) {
            return Err(errors::queue_exists(name));
        }
    }
    Ok(())
}

fn create(cx: &mut Cx, queue: Queue) -> Result<(), AwsError> {
    let (scope, now) = (cx.scope(), cx.now());
    if let Some(deleted) = DELETED.get(cx.tx, scope, &queue.name)? {
        if now.duration_since(deleted.at).as_secs() < DELETED_NAME_SECONDS {
            return Err(errors::deleted_recently());
        }
        DELETED.delete(cx.tx, scope, &queue.name)?;
    }
    QUEUES.put(cx.tx, scope, &queue.name, &queue)?;
    let place = (
        cx.partition(),
        cx.account(),
        cx.region(),
        queue.name.as_str(),
    );
    PLACES.put(cx.tx, GLOBAL, &place, &Mark {})?;
    // Dead letters may have been on their way to a queue of this name.
    let found = Found {
        account: cx.account().to_owned(),
        queue: Arc::new(queue),
    };
    cx.tx.notify(found.queue.channel());
    Ok(())
}
