//! UpdateMaxRecordSize: how large a record may be, in KiB.

use crate::shapes::UpdateMaxRecordSizeInput;
use crate::stream::row::{self, Named};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: UpdateMaxRecordSizeInput) -> Result<Reply, AwsError> {
    let named = Named {
        name: None,
        arn: input.stream_arn.as_deref(),
        id: input.stream_id.as_deref(),
    };
    let found = row::active(cx, &named)?;
    let mut stream = found.stream.clone();
    stream.record_kib = input.max_record_size_in_ki_b;
    row::put_busy(cx, &found, stream)?;
    Ok(Reply::default())
}
