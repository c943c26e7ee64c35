//! PutRecord.

use crate::delivery;
use crate::shapes::{PutRecordInput, PutRecordOutput};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: PutRecordInput) -> Result<PutRecordOutput, AwsError> {
    let stream = delivery::take(cx, &input.delivery_stream_name, &[input.record.data])?;
    Ok(PutRecordOutput {
        record_id: Some(id(cx)),
        encrypted: Some(stream.encrypted),
    })
}

/// The id of a record that was taken.
pub fn id(cx: &Cx) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    cx.random().text(ALPHABET, 222)
}
