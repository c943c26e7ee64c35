//! Dead letters: messages that were received too often move to the queue for them.

use super::put::put;
use crate::address::Address;
use crate::message::content;
use crate::message::row::Message;
use crate::order;
use crate::queue::{Found, redrive, row};
use haneul_pipeline::{AwsError, Cx};

pub fn is_dead(found: &Found, message: &Message) -> bool {
    let redrive = found.queue.redrive.as_ref();
    redrive.is_some_and(|redrive| message.receives_here >= redrive.max_receives)
}

/// Moves a copy to the dead-letter queue; false if there is none that takes it, and the message
/// stays where it is. The caller removes its row.
pub fn bury(
    cx: &mut Cx,
    found: &Found,
    key: (u64, u128),
    message: &Message,
) -> Result<bool, AwsError> {
    let Some(grave) = grave(cx, found)? else {
        return Ok(false);
    };
    let scope = found.scope(cx);
    let mut message = message.clone();
    content::carry(cx.tx, scope, key, &mut message)?;
    message.receives_here = 0;
    message.source = Some(found.arn(cx));
    let (now, order) = (cx.cloud.clock.now().as_microsecond(), order::next(cx));
    put(
        cx.tx,
        scope,
        grave.queue.space,
        (now, order, key.1),
        message,
    )?;
    cx.tx.notify(grave.queue.channel());
    Ok(true)
}

/// The dead-letter queue, if it is there and takes dead letters of this queue.
pub fn grave(cx: &mut Cx, found: &Found) -> Result<Option<Found>, AwsError> {
    let target = found.queue.redrive.as_ref().map(|r| r.target.as_str());
    let Some(address) = target.and_then(|arn| Address::of_arn(cx, arn)) else {
        return Ok(None);
    };
    let Some(queue) = row::find(cx, &address.account, &address.name)? else {
        return Ok(None);
    };
    let takes =
        queue.is_fifo() == found.queue.is_fifo() && redrive::accepts(&queue, &found.arn(cx));
    Ok(takes.then_some(Found {
        account: address.account,
        queue,
    }))
}
