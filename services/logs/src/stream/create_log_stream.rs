//! CreateLogStream: a stream in a group, without events yet.

use crate::errors;
use crate::group::row as groups;
use crate::shapes::CreateLogStreamRequest;
use crate::stream::row::{self, Stream};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: CreateLogStreamRequest) -> Result<Reply, AwsError> {
    let group = groups::at(cx, &input.log_group_name)?;
    if row::find(cx, &group, &input.log_stream_name)?.is_some() {
        return Err(errors::exists("The specified log stream already exists"));
    }
    let stream = Stream {
        id: cx.random().u64(),
        name: input.log_stream_name,
        created: cx.now().as_millisecond(),
        last_event: None,
        last_ingested: None,
    };
    row::put(cx, &group, &stream)?;
    Ok(Reply::default())
}
