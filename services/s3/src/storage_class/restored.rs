//! Telling that a restore has come to its end, or its copy to its own: by timers, since nothing else
//! happens then.

use super::Restore;
use crate::bucket::{self, Bucket};
use crate::notification::{self, Event};
use crate::object::{self, Lookup, Object};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde::{Deserialize, Serialize};

pub const RESTORED: &str = "restored";

#[derive(Serialize, Deserialize)]
struct Told {
    bucket: String,
    key: String,
    version: String,
    /// What was promised; another restore since has timers of its own.
    restore: Restore,
    event: String,
}

const COMPLETED: &str = "s3:ObjectRestore:Completed";
const DELETED: &str = "s3:ObjectRestore:Delete";

/// Sets the timers of a restore that was just asked for.
pub fn appoint(cx: &mut Cx, bucket: &Bucket, key: &str, object: &Object) -> Result<(), AwsError> {
    let Some(restore) = object.storage.restore else {
        return Ok(());
    };
    let ends = restore.until.map(|until| (DELETED, until));
    for (event, at) in [Some((COMPLETED, restore.ready)), ends]
        .into_iter()
        .flatten()
    {
        let told = Told {
            bucket: bucket.name.clone(),
            key: key.to_owned(),
            version: object.version_id().to_owned(),
            restore,
            event: event.to_owned(),
        };
        let id = format!("s3 restored {}", haneul_runtime::ids::uuid(cx.random()));
        let payload = serde_json::to_value(&told).map_err(AwsError::internal)?;
        cx.timer(at, &id, &format!("s3/{RESTORED}"), payload)?;
    }
    Ok(())
}

pub fn restored(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let told: Told = serde_json::from_value(timer.payload.clone()).map_err(AwsError::internal)?;
    let Some(bucket) = bucket::find(cx, &told.bucket)? else {
        return Ok(());
    };
    let found = object::find(cx, &bucket, &told.key, Some(&told.version))?;
    let Lookup::Object(object) = found else {
        return Ok(());
    };
    if object.storage.restore != Some(told.restore) {
        return Ok(());
    }
    let name = [COMPLETED, DELETED]
        .into_iter()
        .find(|name| *name == told.event);
    let Some(name) = name else {
        return Ok(());
    };
    let event = Event::of(name, &bucket, &told.key, &object);
    notification::tell(cx, &bucket, &event)
}
