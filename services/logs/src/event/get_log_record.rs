//! GetLogRecord: all fields of one event, by the pointer that a query gave.

use crate::errors;
use crate::event::discover;
use crate::event::pointer::Pointer;
use crate::group::row as groups;
use crate::shapes::{GetLogRecordRequest, GetLogRecordResponse};
use haneul_pipeline::{AwsError, Cx};

pub fn run(cx: &mut Cx, input: GetLogRecordRequest) -> Result<GetLogRecordResponse, AwsError> {
    let pointer = Pointer::read(&input.log_record_pointer)
        .ok_or_else(|| errors::parameter("The log record pointer is invalid."))?;
    let group = groups::at(cx, &pointer.group)?;
    let missing = || errors::missing("The specified log record does not exist.");
    if group.id != pointer.ids().0 {
        return Err(missing());
    }
    let (at, ingested, message) = pointer.event(cx)?.ok_or_else(missing)?;
    if at < group.horizon(cx.now().as_millisecond()) {
        return Err(missing());
    }
    let mut record = discover::fields(&message);
    let own = [
        ("@message", message),
        ("@timestamp", at.to_string()),
        ("@ingestionTime", ingested.to_string()),
        ("@logStream", pointer.stream.clone()),
        ("@log", format!("{}:{}", cx.account(), group.name)),
    ];
    record.extend(own.map(|(name, value)| (name.to_owned(), value)));
    Ok(GetLogRecordResponse {
        log_record: Some(record),
    })
}
