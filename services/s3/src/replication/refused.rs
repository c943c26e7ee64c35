//! What was tried often enough has failed, and says so.

use super::copy::finish;
use super::status::State;
use crate::bucket;
use crate::object::{self, Lookup, copy_source};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use std::sync::Arc;

pub fn refused(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let input = &timer.payload["input"];
    let (Some(source), Some(to)) = (input["CopySource"].as_str(), input["Bucket"].as_str()) else {
        return Ok(());
    };
    let source = copy_source::parse(source)?;
    let Some(from) = bucket::find(cx, &source.bucket)? else {
        return Ok(());
    };
    let version = source.version.as_deref();
    let Lookup::Object(mut original) = object::find(cx, &from, &source.key, version)? else {
        return Ok(());
    };
    if let Some(to) = bucket::find(cx, to)? {
        return finish(cx, &source, &original, &to, State::Failed);
    }
    let replication = Arc::make_mut(&mut original).replication.as_mut();
    match replication.is_some_and(|replication| replication.set(to, State::Failed)) {
        true => object::amend(cx, &from, &source.key, &original),
        false => Ok(()),
    }
}
