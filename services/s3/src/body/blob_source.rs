//! A stretch of a blob on its way out: opened, if it is sealed.

use crate::encryption::{DataKey, OPENED, Opener, sealed_range};
use bytes::Bytes;
use haneul_blob::{BlobError, BlobId, Reader};
use haneul_pipeline::Cloud;
use std::ops::Range;
use std::sync::Arc;

pub struct BlobSource {
    reader: Reader,
    /// Of a sealed blob's pieces, what was not asked for, and what still is.
    sealed: Option<Stretch>,
}

struct Stretch {
    skip: u64,
    left: u64,
}

impl BlobSource {
    pub async fn open(
        cloud: &Cloud,
        id: &str,
        range: Range<u64>,
        key: Option<&DataKey>,
    ) -> Result<Self, BlobError> {
        let blob: BlobId = id.parse().map_err(|_| BlobError::Broken)?;
        let Some(key) = key else {
            return Ok(Self {
                reader: cloud.blobs.read(blob, range).await?,
                sealed: None,
            });
        };
        let opener = Opener::new(key, id).ok_or(BlobError::Broken)?;
        let reader = cloud.blobs.read(blob, sealed_range(&range)).await?;
        Ok(Self {
            reader: reader.unsealed(Arc::new(opener)),
            sealed: Some(Stretch {
                skip: range.start % OPENED,
                left: range.end - range.start,
            }),
        })
    }

    pub async fn next(&mut self) -> Result<Option<Bytes>, BlobError> {
        let piece = self.reader.next().await.transpose()?;
        let (Some(piece), Some(stretch)) = (&piece, &mut self.sealed) else {
            return Ok(piece);
        };
        let from = stretch.skip.min(piece.len() as u64);
        let to = (from + stretch.left).min(piece.len() as u64);
        stretch.skip -= from;
        stretch.left -= to - from;
        Ok(Some(piece.slice(from as usize..to as usize)))
    }
}
