//! Hiding a message in flight for another time from now on.

use crate::errors;
use crate::message::handle::Handle;
use crate::message::wish::check_visibility;
use crate::queue::Found;
use crate::standard::Change;
use crate::{fifo, standard};
use haneul_pipeline::{AwsError, Cx};

pub fn change(
    cx: &mut Cx,
    found: &Found,
    handle: &str,
    seconds: Option<i64>,
) -> Result<(), AwsError> {
    check_visibility(seconds)?;
    let seconds = seconds.ok_or_else(|| errors::missing("VisibilityTimeout"))?;
    let read = Handle::read(&found.queue, handle)?;
    let change = match found.queue.is_fifo() {
        true => fifo::change(cx, found, &read, seconds)?,
        false => standard::change(cx, found, &read, seconds)?,
    };
    match change {
        Change::Done => Ok(()),
        Change::Gone => Err(errors::not_changeable(handle)),
        Change::NotInFlight => Err(errors::not_in_flight()),
        Change::TooLong => Err(errors::parameter(
            seconds,
            "VisibilityTimeout",
            "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]",
        )),
    }
}
