//! A stretch of a blob on its way out: opened, if it is sealed.

use crate::encryption::{DataKey, FRAMES, Opener, SEALED, sealed_range};
use bytes::{Bytes, BytesMut};
use haneul_blob::{BlobError, BlobId, Reader};
use haneul_pipeline::Cloud;
use std::ops::Range;

const GROUP: usize = FRAMES * SEALED;

pub struct BlobSource {
    id: BlobId,
    reader: Reader,
    opener: Option<Box<Opener>>,
    /// Sealed bytes that have come and are not opened yet.
    held: Bytes,
    ended: bool,
}

impl BlobSource {
    pub async fn open(
        cloud: &Cloud,
        id: &str,
        range: Range<u64>,
        key: Option<&DataKey>,
    ) -> Result<Self, BlobError> {
        let blob: BlobId = id.parse().map_err(|_| BlobError::Broken)?;
        let opener = match key {
            Some(key) => {
                let opener = Opener::new(key, id, &range).ok_or(BlobError::Broken)?;
                Some(Box::new(opener))
            }
            None => None,
        };
        let stretch = match opener {
            Some(_) => sealed_range(&range),
            None => range,
        };
        Ok(Self {
            id: blob,
            reader: cloud.blobs.read(blob, stretch).await?,
            opener,
            held: Bytes::new(),
            ended: false,
        })
    }

    pub async fn next(&mut self) -> Result<Option<Bytes>, BlobError> {
        let Some(opener) = &mut self.opener else {
            return self.reader.next().await.transpose();
        };
        // Whole frames, of which only the last of all may be short.
        while self.held.len() < SEALED && !self.ended {
            match self.reader.next().await.transpose()? {
                Some(more) if self.held.is_empty() => self.held = more,
                Some(more) => {
                    let mut both = BytesMut::with_capacity(self.held.len() + more.len());
                    both.extend_from_slice(&self.held);
                    both.extend_from_slice(&more);
                    self.held = both.freeze();
                }
                None => self.ended = true,
            }
        }
        if self.held.is_empty() {
            return Ok(None);
        }
        let whole = match self.held.len() < SEALED {
            true => self.held.len(),
            false => (self.held.len() - self.held.len() % SEALED).min(GROUP),
        };
        let group = match whole == self.held.len() {
            true => std::mem::take(&mut self.held),
            false => self.held.split_to(whole),
        };
        match opener.open(group) {
            Some(bytes) => Ok(Some(bytes)),
            None => Err(BlobError::corrupt(
                self.id,
                "its bytes are not those that were sealed",
            )),
        }
    }
}
