//! DeleteMetricStream: one that is not there is no error. What it has still to tell is lost.

use super::deliver::forget;
use super::row::{STREAMS, find};
use crate::shapes::{DeleteMetricStreamInput, DeleteMetricStreamOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(
    cx: &mut Cx,
    input: DeleteMetricStreamInput,
) -> Result<DeleteMetricStreamOutput, AwsError> {
    if let Some(stream) = find(cx, &input.name)? {
        STREAMS.delete(cx.tx, cx.scope(), input.name.as_str())?;
        forget(cx, &stream)?;
    }
    Ok(DeleteMetricStreamOutput::default())
}
