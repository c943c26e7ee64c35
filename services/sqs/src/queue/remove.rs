//! Giving up a space of messages: it is emptied in the background.

use crate::background;
use crate::queue::row::Found;
use haneul_pipeline::{AwsError, Cx};

/// The messages of this queue as it is now are gone; receivers that wait look again.
pub fn give_up(cx: &mut Cx, found: &Found, deleted: bool) -> Result<(), AwsError> {
    cx.tx.notify(found.queue.channel());
    background::set(cx, found, deleted)
}
