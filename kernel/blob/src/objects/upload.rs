//! Writing into an object store: small blobs in one request, larger ones in parts of which two
//! are under way while the next is gathered.

use super::{Objects, failed};
use crate::format::Sums;
use crate::{BlobError, BlobId, Finished, Result};
use bytes::BytesMut;
use object_store::{MultipartUpload, ObjectStoreExt};
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::task::JoinSet;

const PART: usize = 8 << 20;
const UNDER_WAY: usize = 2;

pub(crate) struct Upload {
    objects: Arc<Objects>,
    id: BlobId,
    sums: Sums,
    part: BytesMut,
    parts: Option<Parts>,
    /// A step did not come to its end.
    broken: bool,
}

/// An upload in parts. Dropped before it is complete, it is given up.
struct Parts {
    upload: Option<Box<dyn MultipartUpload>>,
    under_way: JoinSet<object_store::Result<()>>,
    runtime: Handle,
}

impl Upload {
    pub fn new(objects: Arc<Objects>, id: BlobId) -> Self {
        Self {
            objects,
            id,
            sums: Sums::new(),
            part: BytesMut::new(),
            parts: None,
            broken: false,
        }
    }

    pub async fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.sums.update(bytes);
        self.fill(bytes).await
    }

    pub async fn finish(mut self) -> Result<Finished> {
        let len = self.sums.len();
        let (end, crc) = std::mem::replace(&mut self.sums, Sums::new()).finish();
        self.fill(&end).await?;
        let rest = std::mem::take(&mut self.part);
        let done = match &mut self.parts {
            None => {
                let key = self.objects.key(self.id);
                let put = self.objects.store.put(&key, rest.freeze().into()).await;
                put.map(|_| ())
            }
            Some(parts) => parts.complete(rest).await,
        };
        done.map_err(|error| failed(self.id, &error))?;
        Ok(Finished { len, crc })
    }

    async fn fill(&mut self, mut bytes: &[u8]) -> Result<()> {
        // Also where an earlier call was given up half-way.
        if std::mem::replace(&mut self.broken, true) {
            return Err(BlobError::Broken);
        }
        while !bytes.is_empty() {
            let (now, rest) = bytes.split_at(bytes.len().min(PART - self.part.len()));
            self.part.extend_from_slice(now);
            bytes = rest;
            if self.part.len() == PART {
                let sent = self.send().await;
                sent.map_err(|error| failed(self.id, &error))?;
            }
        }
        self.broken = false;
        Ok(())
    }

    async fn send(&mut self) -> object_store::Result<()> {
        let parts = match &mut self.parts {
            Some(parts) => parts,
            None => self
                .parts
                .insert(Parts::begin(&self.objects, self.id).await?),
        };
        let part = std::mem::replace(&mut self.part, BytesMut::with_capacity(PART));
        parts.send(part).await
    }
}

impl Parts {
    async fn begin(objects: &Objects, id: BlobId) -> object_store::Result<Self> {
        let upload = objects.store.put_multipart(&objects.key(id)).await?;
        Ok(Self {
            upload: Some(upload),
            under_way: JoinSet::new(),
            runtime: Handle::current(),
        })
    }

    async fn send(&mut self, part: BytesMut) -> object_store::Result<()> {
        while self.under_way.len() >= UNDER_WAY {
            self.arrived().await?;
        }
        if let Some(upload) = &mut self.upload {
            let sent = upload.put_part(part.freeze().into());
            self.under_way.spawn(sent);
        }
        Ok(())
    }

    async fn arrived(&mut self) -> object_store::Result<()> {
        match self.under_way.join_next().await {
            Some(outcome) => outcome?,
            None => Ok(()),
        }
    }

    async fn complete(&mut self, rest: BytesMut) -> object_store::Result<()> {
        if !rest.is_empty() {
            self.send(rest).await?;
        }
        while !self.under_way.is_empty() {
            self.arrived().await?;
        }
        if let Some(upload) = &mut self.upload {
            upload.complete().await?;
        }
        self.upload = None;
        Ok(())
    }
}

impl Drop for Parts {
    fn drop(&mut self) {
        let Some(mut upload) = self.upload.take() else {
            return;
        };
        let mut under_way = std::mem::take(&mut self.under_way);
        self.runtime.spawn(async move {
            // Or a part may arrive after the upload was ended.
            under_way.shutdown().await;
            if let Err(error) = upload.abort().await {
                tracing::warn!(%error, "an unfinished upload is left in the object store");
            }
        });
    }
}
