//! DeleteLogStream: it is gone at once; its events are removed in steps behind it.

use crate::background;
use crate::errors;
use crate::group::row as groups;
use crate::shapes::DeleteLogStreamRequest;
use crate::stream::row::{self, STREAMS};
use haneul_pipeline::{AwsError, Cx, Reply};

pub fn run(cx: &mut Cx, input: DeleteLogStreamRequest) -> Result<Reply, AwsError> {
    let group = groups::at(cx, &input.log_group_name)?;
    if group.protected {
        return Err(errors::protected());
    }
    let stream = row::at(cx, &group, &input.log_stream_name)?;
    let scope = cx.scope();
    STREAMS.delete(cx.tx, scope, &(group.id, &stream.name))?;
    background::empty_stream(cx, group.id, stream.id)?;
    Ok(Reply::default())
}
