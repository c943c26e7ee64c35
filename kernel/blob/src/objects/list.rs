//! All blobs of an object store, and how old each is by the store's clock.

use super::{Objects, failed};
use crate::{BlobId, Listed, Result};
use futures_util::StreamExt;
use futures_util::stream::{BoxStream, Fuse};
use object_store::{ObjectMeta, ObjectStore};
use std::sync::Arc;
use std::time::SystemTime;

const PAGE: usize = 1000;

pub(crate) struct List {
    objects: Arc<Objects>,
    open: Option<Open>,
}

struct Open {
    now: SystemTime,
    found: Fuse<BoxStream<'static, object_store::Result<ObjectMeta>>>,
}

impl List {
    pub fn new(objects: Arc<Objects>) -> Self {
        Self {
            objects,
            open: None,
        }
    }

    pub async fn page(&mut self) -> Result<Option<Vec<Listed>>> {
        let listing = |error| failed(BlobId([0; 16]), &error);
        let open = match &mut self.open {
            Some(open) => open,
            None => self.open.insert(Open {
                now: self.objects.now().await.map_err(listing)?,
                found: self.objects.store.list(Some(&self.objects.prefix)).fuse(),
            }),
        };
        let mut page = Vec::new();
        let mut ended = true;
        while let Some(found) = open.found.next().await {
            let found = found.map_err(listing)?;
            if let Some(id) = self.objects.id(&found.location) {
                page.push(Listed::new(id, found.last_modified.into(), open.now));
            }
            if page.len() == PAGE {
                ended = false;
                break;
            }
        }
        Ok((!ended || !page.is_empty()).then_some(page))
    }
}
