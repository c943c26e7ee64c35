//! A blob on its way to the disk. All of this blocks.

use crate::files::Files;
use crate::format::Sums;
use crate::{BlobId, Finished, Result};
use bytes::Bytes;
use std::fs::File;
use std::io::{IoSlice, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Large blobs are flushed in between, so that the last flush is not for gigabytes.
const FLUSH_EVERY: u64 = 64 << 20;

pub(crate) struct Temp {
    files: Arc<Files>,
    id: BlobId,
    path: PathBuf,
    file: File,
    sums: Sums,
    flushed: u64,
    placed: bool,
}

impl Temp {
    pub fn create(files: Arc<Files>, id: BlobId) -> Result<Self> {
        let path = files.temporary(id);
        let file = match File::create_new(&path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                // A disk that came back empty.
                files.make_temporary()?;
                File::create_new(&path)?
            }
            created => created?,
        };
        Ok(Self {
            files,
            id,
            path,
            file,
            sums: Sums::new(),
            flushed: 0,
            placed: false,
        })
    }

    pub fn write(&mut self, pieces: &[Bytes]) -> Result<()> {
        pieces.iter().for_each(|piece| self.sums.update(piece));
        let mut slices: Vec<_> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
        write_all(&mut self.file, &mut slices)?;
        if self.sums.len() - self.flushed >= FLUSH_EVERY {
            self.file.sync_data()?;
            self.flushed = self.sums.len();
        }
        Ok(())
    }

    pub fn finish(mut self) -> Result<Finished> {
        let len = self.sums.len();
        let (end, crc) = std::mem::replace(&mut self.sums, Sums::new()).finish();
        self.file.write_all(&end)?;
        self.file.sync_data()?;
        self.files.place(&self.path, self.id)?;
        self.placed = true;
        Ok(Finished { len, crc })
    }
}

impl Drop for Temp {
    fn drop(&mut self) {
        if !self.placed {
            let removed = std::fs::remove_file(&self.path);
            if let Some(error) = removed
                .err()
                .filter(|e| e.kind() != std::io::ErrorKind::NotFound)
            {
                tracing::warn!(id = %self.id, %error, "an unfinished blob is left behind");
            }
        }
    }
}

/// Without joining the pieces first.
fn write_all(file: &mut File, mut slices: &mut [IoSlice<'_>]) -> Result<()> {
    IoSlice::advance_slices(&mut slices, 0);
    while !slices.is_empty() {
        match file.write_vectored(slices) {
            Ok(0) => return Err(std::io::Error::from(std::io::ErrorKind::WriteZero).into()),
            Ok(written) => IoSlice::advance_slices(&mut slices, written),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}
