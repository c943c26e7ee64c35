//! DeleteDeliveryStream: what is still in it is not delivered any more.

use crate::limits::CHANGE;
use crate::shapes::{DeleteDeliveryStreamInput, DeleteDeliveryStreamOutput};
use crate::stream::{remove, row};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteDeliveryStreamInput,
) -> Result<DeleteDeliveryStreamOutput, AwsError> {
    let mut stream = row::active(cx, &input.delivery_stream_name)?;
    stream.deleting = true;
    row::put(cx, &stream)?;
    remove::remove_at(cx, &stream, cx.now().as_microsecond() + CHANGE)?;
    Ok(DeleteDeliveryStreamOutput::default())
}
