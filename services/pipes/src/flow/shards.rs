//! The shards of a stream. Each pipe remembers them for a while: a hint, for whatever is new comes
//! behind a shard that ends, and then they are asked for again.

use super::stream::Stream;
use crate::limits::SHARDS_KEPT;
use haneul_pipeline::AwsError;
use parking_lot::Mutex;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::Arc;

/// More pipes than this are forgotten together.
const MOST: usize = 1_000;

/// By pipe: its shards, and when they were asked for.
#[derive(Default)]
struct Known(Mutex<HashMap<u64, (i64, Arc<Vec<Json>>)>>);

impl Stream<'_> {
    pub async fn shards(&self) -> Result<Arc<Vec<Json>>, AwsError> {
        let (now, hints) = (self.errand.now(), self.errand.cloud.locals.get::<Known>());
        let known = hints.0.lock().get(&self.pipe.id).cloned();
        let fresh = |at: i64| (0..SHARDS_KEPT).contains(&(now - at));
        if let Some((_, shards)) = known.filter(|(at, _)| fresh(*at)) {
            return Ok(shards);
        }
        let shards = self.source().shards().await?;
        let shards = Arc::new(shards);
        let mut hints = hints.0.lock();
        if hints.len() >= MOST {
            hints.clear();
        }
        hints.insert(self.pipe.id, (now, shards.clone()));
        Ok(shards)
    }

    pub fn forget_shards(&self) {
        let hints = self.errand.cloud.locals.get::<Known>();
        hints.0.lock().remove(&self.pipe.id);
    }
}
