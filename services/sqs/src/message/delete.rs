//! Deleting a message by its receipt handle.

use crate::errors;
use crate::fifo::{self, Removed};
use crate::measure;
use crate::message::handle::Handle;
use crate::queue::Found;
use crate::standard;
use haneul_pipeline::disorder::Disorder;
use haneul_pipeline::{AwsError, Cx};

pub fn delete(
    cx: &mut Cx,
    found: &Found,
    handle: &str,
    disorder: Disorder,
) -> Result<(), AwsError> {
    let read = Handle::read(&found.queue, handle)?;
    if !found.queue.is_fifo() {
        standard::remove(cx, found, &read, disorder)?;
        measure::deleted(cx.cloud, cx.call, found);
        return Ok(());
    }
    match fifo::remove(cx, found, &read)? {
        Removed::Done => {
            measure::deleted(cx.cloud, cx.call, found);
            Ok(())
        }
        Removed::Expired => Err(errors::handle_expired(handle)),
    }
}
