//! Reading a range of a blob in pieces, one ahead of the one in use if the disk is needed.

use crate::blob_file::BlobFile;
use crate::buffers::{Buffer, Buffers, SIZE};
use crate::hot::Hot;
use crate::objects::Download;
use crate::zones::Copies;
use crate::{BlobError, BlobId, Result};
use bytes::Bytes;
use std::ops::Range;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};

const SMALL: usize = 32 << 10;

/// Bytes that stand for others, such as those they are the cipher of.
pub trait Unseal: Send + Sync {
    /// Turns a piece, which begins at this offset of the blob, into what it stands for, in place: how
    /// many bytes that is. None if it stands for nothing.
    fn unseal(&self, offset: u64, piece: &mut [u8]) -> Option<usize>;
}

pub struct Reader {
    id: BlobId,
    unseal: Option<Arc<dyn Unseal>>,
    source: Source,
    len: u64,
    crc: u64,
    /// What is still to be given out.
    rest: Range<u64>,
}

enum Source {
    Memory(Bytes),
    File(FileSource),
    Objects(Box<Download>),
}

struct FileSource {
    file: Arc<BlobFile>,
    /// Other copies, for when this one turns out not to be good.
    copies: Option<Copies>,
    buffers: Buffers,
    hot: Arc<Hot>,
    /// The read that is under way, and where it began.
    ahead: Option<(u64, JoinHandle<Piece>)>,
    /// The system's cache did not have what was last asked of it.
    from_disk: bool,
}

type Piece = Result<(Buffer, usize)>;

impl Reader {
    pub(crate) fn of_memory(id: BlobId, bytes: Bytes, crc: u64, range: Range<u64>) -> Self {
        let len = bytes.len() as u64;
        Self::new(id, Source::Memory(bytes), len, crc, range)
    }

    pub(crate) fn of_file(
        file: BlobFile,
        copies: Option<Copies>,
        buffers: Buffers,
        hot: Arc<Hot>,
        range: Range<u64>,
    ) -> Self {
        let (id, trailer) = (file.id, file.trailer);
        let source = FileSource {
            file: Arc::new(file),
            copies,
            buffers,
            hot,
            ahead: None,
            from_disk: false,
        };
        Self::new(id, Source::File(source), trailer.len, trailer.crc, range)
    }

    pub(crate) fn of_download(id: BlobId, download: Download, range: Range<u64>) -> Self {
        let trailer = download.trailer;
        let source = Source::Objects(Box::new(download));
        Self::new(id, source, trailer.len, trailer.crc, range)
    }

    fn new(id: BlobId, source: Source, len: u64, crc: u64, range: Range<u64>) -> Self {
        let end = range.end.min(len);
        let rest = range.start.min(end)..end;
        Self {
            id,
            unseal: None,
            source,
            len,
            crc,
            rest,
        }
    }

    /// Gives whole pieces of [`crate::PIECE`] bytes, each as what it stands for. The range must begin
    /// with a piece, and end with one or with the blob.
    pub fn unsealed(mut self, unseal: Arc<dyn Unseal>) -> Self {
        self.unseal = Some(unseal);
        self
    }

    /// The length of the whole blob.
    pub fn blob_len(&self) -> u64 {
        self.len
    }

    /// The CRC-64/NVME of the whole blob.
    pub fn blob_crc(&self) -> u64 {
        self.crc
    }

    /// How many bytes are still to come.
    pub fn remaining(&self) -> u64 {
        self.rest.end - self.rest.start
    }

    /// The next piece, checked. After an error there is none.
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        if self.rest.is_empty() {
            return None;
        }
        let wanted = self.rest.clone();
        if let Some(unseal) = self.unseal.clone() {
            let piece = self.next_unsealed(&*unseal).await;
            self.rest.start = match &piece {
                Ok(_) => wanted.end.min(wanted.start + SIZE as u64),
                Err(_) => wanted.end,
            };
            return Some(piece);
        }
        let piece = match &mut self.source {
            Source::Memory(bytes) => Ok(bytes.slice(wanted.start as usize..wanted.end as usize)),
            Source::File(source) => source.next(wanted).await,
            Source::Objects(download) => download.next(wanted).await,
        };
        match &piece {
            Ok(piece) => self.rest.start += piece.len() as u64,
            Err(_) => self.rest.start = self.rest.end,
        }
        Some(piece)
    }

    async fn next_unsealed(&mut self, unseal: &dyn Unseal) -> Result<Bytes> {
        let Range { start, end } = self.rest;
        let end = end.min(start + SIZE as u64);
        let mut piece = match &mut self.source {
            Source::File(source) => {
                return source.next_unsealed(start, self.rest.end, unseal).await;
            }
            Source::Memory(bytes) => bytes[start as usize..end as usize].to_vec(),
            Source::Objects(download) => {
                let mut piece = Vec::with_capacity((end - start) as usize);
                while start + (piece.len() as u64) < end {
                    let next = download.next(start + piece.len() as u64..end).await?;
                    piece.extend_from_slice(&next);
                }
                piece
            }
        };
        let length = opened(self.id, unseal, start, &mut piece)?;
        piece.truncate(length);
        Ok(piece.into())
    }
}

fn opened(id: BlobId, unseal: &dyn Unseal, offset: u64, piece: &mut [u8]) -> Result<usize> {
    let length = unseal.unseal(offset, piece);
    length.ok_or_else(|| BlobError::corrupt(id, "its bytes are not those that were sealed"))
}

impl FileSource {
    /// What is kept of a piece is what it stands for, beside what it is: nobody asks for a piece at an
    /// odd offset.
    async fn next_unsealed(&mut self, offset: u64, end: u64, unseal: &dyn Unseal) -> Result<Bytes> {
        let id = self.file.id;
        let kept = offset + 1;
        let piece = match self.hot.get(id, kept) {
            Some(held) => held,
            None => {
                let (mut buffer, len) = self.fetch_buffer(offset).await?;
                let length = opened(id, unseal, offset, &mut buffer.bytes[..len])?;
                self.hot.offer(id, kept, buffer.freeze().slice(..length))
            }
        };
        let next = offset + SIZE as u64;
        if next < end && self.from_disk && !self.hot.holds(id, next + 1) {
            self.ahead = Some((next, self.start(next, self.buffers.take())));
        }
        Ok(piece)
    }

    async fn next(&mut self, wanted: Range<u64>) -> Result<Bytes> {
        let offset = wanted.start - wanted.start % SIZE as u64;
        let whole = match self.hot.get(self.file.id, offset) {
            Some(held) => held,
            None => self.fetch(offset).await?,
        };
        let end = wanted.end.min(offset + whole.len() as u64);
        let piece = cut(
            whole,
            (wanted.start - offset) as usize..(end - offset) as usize,
        );
        if end < wanted.end && self.from_disk && !self.hot.holds(self.file.id, end) {
            self.ahead = Some((end, self.start(end, self.buffers.take())));
        }
        Ok(piece)
    }

    /// What begins at this offset, as much as fits in a buffer.
    async fn fetch(&mut self, offset: u64) -> Result<Bytes> {
        let (buffer, len) = self.fetch_buffer(offset).await?;
        let piece = buffer.freeze().slice(..len);
        Ok(self.hot.offer(self.file.id, offset, piece))
    }

    async fn fetch_buffer(&mut self, offset: u64) -> Piece {
        let read = match self.ahead.take() {
            Some((at, task)) if at == offset => joined(task).await,
            _ => self.read(offset).await,
        };
        match read {
            Ok(read) => Ok(read),
            Err(error) => self.read_elsewhere(offset, error).await,
        }
    }

    /// From the next copy that is good there.
    async fn read_elsewhere(&mut self, offset: u64, error: BlobError) -> Piece {
        let mut error = error;
        while let Some(mut copies) = self.copies.take() {
            let next = spawn_blocking(move || (copies.next(Some(error)), copies));
            let (file, copies) = next.await.map_err(|_| BlobError::Broken)?;
            let file = file?;
            if file.trailer != self.file.trailer {
                return Err(BlobError::corrupt(file.id, "its copies differ"));
            }
            self.file = Arc::new(file);
            self.copies = Some(copies);
            match self.read(offset).await {
                Ok(read) => return Ok(read),
                Err(other) => error = other,
            }
        }
        Err(error)
    }

    async fn read(&mut self, offset: u64) -> Piece {
        let mut buffer = self.buffers.take();
        match self.file.read_cached(offset, &mut buffer)? {
            Some(len) => Ok((buffer, len)),
            None => {
                self.from_disk = true;
                joined(self.start(offset, buffer)).await
            }
        }
    }

    fn start(&self, offset: u64, mut buffer: Buffer) -> JoinHandle<Piece> {
        let file = self.file.clone();
        spawn_blocking(move || file.read(offset, &mut buffer).map(|len| (buffer, len)))
    }
}

async fn joined(task: JoinHandle<Piece>) -> Piece {
    task.await.unwrap_or(Err(BlobError::Broken))
}

/// A small piece does not keep a large buffer.
fn cut(whole: Bytes, range: Range<usize>) -> Bytes {
    if range.len() <= SMALL {
        return Bytes::copy_from_slice(&whole[range]);
    }
    whole.slice(range)
}
