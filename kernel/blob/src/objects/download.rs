//! Reading a range out of an object store: one request for the end of the object, where its
//! checksums are, and one for the bytes, which come as a stream and are checked block by block.

use super::{Objects, failed};
use crate::format::{BLOCK, SUM, TRAILER, Trailer, sum};
use crate::{BlobError, BlobId, Result};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use futures_util::stream::{self, BoxStream};
use object_store::GetRange;
use std::ops::Range;
use std::sync::Arc;

/// What is fetched of the end: with it comes the whole of a small blob, or the checksums of
/// half a gigabyte.
const TAIL: u64 = 64 << 10;
/// What is given out at once.
const WINDOW: u64 = 256 << 10;
/// How often in a row the stream may break without any bytes in between.
const BREAKS: u32 = 2;

type Body = BoxStream<'static, object_store::Result<Bytes>>;

pub(crate) struct Download {
    objects: Arc<Objects>,
    id: BlobId,
    pub trailer: Trailer,
    /// The checksums of the blocks from `at` on.
    sums: Bytes,
    body: Body,
    /// Where the first gathered byte is, which begins a block; and where the last wanted block
    /// ends.
    rest: Range<u64>,
    gathered: BytesMut,
    breaks: u32,
}

/// The end of the object, as far as it was fetched.
struct Tail {
    from: u64,
    bytes: Bytes,
}

impl Download {
    /// The stream of bytes is open when this returns: what is deleted then is still read to its
    /// end, by most stores.
    pub async fn open(objects: Arc<Objects>, id: BlobId, range: Range<u64>) -> Result<Self> {
        let (tail, trailer) = Tail::fetch(&objects, id).await?;
        let block = BLOCK as u64;
        let end = range.end.min(trailer.len);
        let first = range.start.min(end) / block;
        let last = match range.start < end {
            true => end.div_ceil(block),
            false => first,
        };
        let sums = trailer.sum_offset(first)..trailer.sum_offset(last);
        let rest = first * block..(last * block).min(trailer.len).max(first * block);
        let sums = match tail.cut(&sums) {
            Some(sums) => sums,
            None => {
                let got = objects.get(id, GetRange::Bounded(sums)).await?;
                got.bytes().await.map_err(|error| failed(id, &error))?
            }
        };
        let body = match tail.cut(&rest) {
            Some(bytes) => stream::iter([Ok(bytes)]).boxed(),
            None => body(&objects, id, rest.clone()).await?,
        };
        Ok(Self {
            objects,
            id,
            trailer,
            sums,
            body,
            rest,
            gathered: BytesMut::new(),
            breaks: 0,
        })
    }

    /// The next piece of what is wanted, whose blocks are the next ones.
    pub async fn next(&mut self, wanted: Range<u64>) -> Result<Bytes> {
        let end = self.rest.end.min(self.rest.start + WINDOW);
        let len = (end - self.rest.start) as usize;
        while self.gathered.len() < len {
            match self.body.next().await {
                Some(Ok(bytes)) => self.gathered.extend_from_slice(&bytes),
                Some(Err(error)) => self.resume(failed(self.id, &error)).await?,
                None => {
                    let short = BlobError::Unavailable("its bytes end too early".into());
                    self.resume(short).await?;
                }
            }
        }
        let piece = self.gathered.split_to(len).freeze();
        self.check(&piece)?;
        let from = (wanted.start - self.rest.start) as usize;
        let to = (wanted.end.min(end) - self.rest.start) as usize;
        self.rest.start = end;
        self.breaks = 0;
        Ok(piece.slice(from..to))
    }

    /// Goes on where the stream broke off. A blob never changes, and its blocks are checked, so
    /// two streams make one.
    async fn resume(&mut self, error: BlobError) -> Result<()> {
        self.breaks += 1;
        if self.breaks > BREAKS {
            return Err(error);
        }
        tracing::debug!(id = %self.id, %error, "a download broke off and is resumed");
        let from = self.rest.start + self.gathered.len() as u64;
        self.body = body(&self.objects, self.id, from..self.rest.end).await?;
        Ok(())
    }

    fn check(&mut self, piece: &[u8]) -> Result<()> {
        let first = self.rest.start / BLOCK as u64;
        for (at, block) in piece.chunks(BLOCK).enumerate() {
            if self.sums.len() < SUM || sum(block).to_be_bytes() != *self.sums.split_to(SUM) {
                let what = format!("block {} has the wrong checksum", first + at as u64);
                return Err(BlobError::corrupt(self.id, what));
            }
        }
        Ok(())
    }
}

async fn body(objects: &Objects, id: BlobId, range: Range<u64>) -> Result<Body> {
    let got = objects.get(id, GetRange::Bounded(range)).await?;
    Ok(got.into_stream())
}

impl Tail {
    async fn fetch(objects: &Objects, id: BlobId) -> Result<(Self, Trailer)> {
        let got = objects.get(id, GetRange::Suffix(TAIL)).await?;
        let (from, size) = (got.range.start, got.meta.size);
        let bytes = got.bytes().await.map_err(|error| failed(id, &error))?;
        let trailer = bytes
            .last_chunk::<TRAILER>()
            .ok_or_else(|| BlobError::corrupt(id, "it has no trailer"))?;
        let trailer = Trailer::parse(id, trailer, size)?;
        Ok((Self { from, bytes }, trailer))
    }

    /// A range of the object, if the tail has all of it.
    fn cut(&self, range: &Range<u64>) -> Option<Bytes> {
        if range.is_empty() {
            return Some(Bytes::new());
        }
        let from = range.start.checked_sub(self.from)? as usize;
        let to = (range.end - self.from) as usize;
        (to <= self.bytes.len()).then(|| self.bytes.slice(from..to))
    }
}
