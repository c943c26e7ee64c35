//! When an object was last read: written at most once a day, beside the read and not before it.

use super::tier::is_news;
use crate::bucket::Bucket;
use crate::object::{self, Lookup, Object};
use haneul_pipeline::{AwsError, Cx, Edge};
use std::sync::Arc;

/// Notes that an object was read. A read does not fail for this.
pub async fn note(edge: &Edge, bucket: &Bucket, key: &str, read: &Object) {
    if !is_news(read, edge.call.now) {
        return;
    }
    let version = read.version_id();
    // Not a change the caller makes, so there is no record of it.
    let noted = edge.cloud.store.transact(|tx| {
        let cx = &mut Cx::new(tx, &edge.call, &edge.cloud);
        let Lookup::Object(mut object) = object::find(cx, bucket, key, Some(version))? else {
            return Ok(());
        };
        if is_news(&object, cx.now()) {
            Arc::make_mut(&mut object).storage.accessed = Some(cx.now());
            object::amend(cx, bucket, key, &object)?;
        }
        Ok::<_, AwsError>(())
    });
    if let Err(error) = noted.await {
        tracing::warn!("that {key} was read could not be noted: {error}");
    }
}
