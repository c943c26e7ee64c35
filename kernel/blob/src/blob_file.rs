//! Reading the file of a blob, a few blocks at a time, each checked.

use crate::buffers::{Buffer, SIZE};
use crate::files::Files;
use crate::format::{BLOCK, SUM, TRAILER, Trailer, sum};
use crate::{BlobError, BlobId, Result};
use std::fs::File;
use std::os::unix::fs::FileExt;

pub(crate) struct BlobFile {
    pub id: BlobId,
    file: File,
    pub trailer: Trailer,
}

impl BlobFile {
    /// Blocks.
    pub fn open(files: &Files, id: BlobId) -> Result<Self> {
        let of = |error| BlobError::of(id, error);
        let file = File::open(files.path(id)).map_err(of)?;
        let file_len = file.metadata().map_err(of)?.len();
        let at = file_len.checked_sub(TRAILER as u64);
        let at = at.ok_or_else(|| BlobError::corrupt(id, "it has no trailer"))?;
        let mut trailer = [0; TRAILER];
        file.read_exact_at(&mut trailer, at).map_err(of)?;
        let trailer = Trailer::parse(id, &trailer, file_len)?;
        Ok(Self { id, file, trailer })
    }

    /// The bytes from `offset`, which is the beginning of a block, to the end of the buffer or of
    /// the blob; how many. Blocks.
    pub fn read(&self, offset: u64, buffer: &mut Buffer) -> Result<usize> {
        self.read_by(offset, buffer, |bytes, at| {
            self.file.read_exact_at(bytes, at)
        })?
        .map_err(|error| BlobError::of(self.id, error))
    }

    /// The same, if all of it is in the system's cache: then it does not block.
    pub fn read_cached(&self, offset: u64, buffer: &mut Buffer) -> Result<Option<usize>> {
        let outcome = self.read_by(offset, buffer, |bytes, at| {
            read_nowait(&self.file, bytes, at)
        })?;
        Ok(outcome.ok())
    }

    fn read_by(
        &self,
        offset: u64,
        buffer: &mut Buffer,
        read: impl Fn(&mut [u8], u64) -> std::io::Result<()>,
    ) -> Result<std::io::Result<usize>> {
        let len = (self.trailer.len - offset).min(SIZE as u64) as usize;
        let first = offset / BLOCK as u64;
        let mut sums = [0; SIZE / BLOCK * SUM];
        let sums = &mut sums[..len.div_ceil(BLOCK) * SUM];
        let bytes = &mut buffer.bytes[..len];
        let outcome = read(sums, self.trailer.sum_offset(first)).and_then(|()| read(bytes, offset));
        if let Err(error) = outcome {
            return Ok(Err(error));
        }
        self.check(first, bytes, sums)?;
        Ok(Ok(len))
    }

    fn check(&self, first: u64, bytes: &[u8], sums: &[u8]) -> Result<()> {
        for (at, (block, stored)) in bytes.chunks(BLOCK).zip(sums.chunks(SUM)).enumerate() {
            if sum(block).to_be_bytes() != stored {
                let block = first + at as u64;
                return Err(BlobError::corrupt(
                    self.id,
                    format!("block {block} has the wrong checksum"),
                ));
            }
        }
        Ok(())
    }
}

#[cfg(target_os = "linux")]
fn read_nowait(file: &File, bytes: &mut [u8], offset: u64) -> std::io::Result<()> {
    use rustix::io::{ReadWriteFlags, preadv2};
    use std::io::IoSliceMut;
    let wanted = bytes.len();
    let read = preadv2(
        file,
        &mut [IoSliceMut::new(bytes)],
        offset,
        ReadWriteFlags::NOWAIT,
    )?;
    if read == wanted {
        Ok(())
    } else {
        Err(std::io::ErrorKind::WouldBlock.into())
    }
}

#[cfg(not(target_os = "linux"))]
fn read_nowait(_: &File, _: &mut [u8], _: u64) -> std::io::Result<()> {
    Err(std::io::ErrorKind::WouldBlock.into())
}
