//! Writing a blob while it arrives: one batch goes to disk while the next is gathered.

use crate::files::Files;
use crate::format;
use crate::memory::Memory;
use crate::objects::Upload;
use crate::temp::Temp;
use crate::zones::Lanes;
use crate::{BlobError, BlobId, Result};
use bytes::{Bytes, BytesMut};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task::{JoinHandle, spawn_blocking};

/// A batch is written once it is this large; a writer holds two of them at most. Many writers
/// share [`TOGETHER`], so that their memory stays bounded as long as that leaves each the least.
const BATCH: RangeInclusive<usize> = 128 << 10..=512 << 10;
const TOGETHER: usize = 8 << 20;

/// The writers of one store, counted.
#[derive(Clone, Default)]
pub(crate) struct Crowd(Arc<AtomicUsize>);

/// One of them, until it is dropped.
struct Member(Crowd);

impl Crowd {
    fn join(&self) -> Member {
        self.0.fetch_add(1, Ordering::Relaxed);
        Member(self.clone())
    }
}

impl Member {
    fn share(&self) -> usize {
        let writers = self.0.0.load(Ordering::Relaxed).max(1);
        (TOGETHER / writers).clamp(*BATCH.start(), *BATCH.end())
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        self.0.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What was written and is now durable. `crc` is the CRC-64/NVME of all bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finished {
    pub len: u64,
    pub crc: u64,
}

/// Dropped without `finish`, it leaves nothing behind.
pub struct Writer {
    id: BlobId,
    sink: Sink,
    batch: Vec<Bytes>,
    size: usize,
    member: Member,
}

enum Sink {
    File(Arc<Files>, Step),
    Memory(Arc<Memory>, BytesMut),
    Objects(Box<Upload>),
    /// Absent after a failure.
    Zones(Option<Lanes>),
}

pub(crate) enum Step {
    /// Nothing on disk yet: small blobs are written in one go.
    Fresh,
    Writing(JoinHandle<Result<Temp>>),
    Failed,
}

impl Writer {
    pub(crate) fn to_files(id: BlobId, files: Arc<Files>, crowd: &Crowd) -> Self {
        Self::new(id, Sink::File(files, Step::Fresh), crowd)
    }

    pub(crate) fn to_memory(id: BlobId, memory: Arc<Memory>, crowd: &Crowd) -> Self {
        Self::new(id, Sink::Memory(memory, BytesMut::new()), crowd)
    }

    pub(crate) fn to_objects(id: BlobId, upload: Upload, crowd: &Crowd) -> Self {
        Self::new(id, Sink::Objects(Box::new(upload)), crowd)
    }

    pub(crate) fn to_zones(id: BlobId, lanes: Lanes, crowd: &Crowd) -> Self {
        Self::new(id, Sink::Zones(Some(lanes)), crowd)
    }

    fn new(id: BlobId, sink: Sink, crowd: &Crowd) -> Self {
        Self {
            id,
            sink,
            batch: Vec::new(),
            size: 0,
            member: crowd.join(),
        }
    }

    pub async fn write(&mut self, bytes: Bytes) -> Result<()> {
        match &mut self.sink {
            Sink::Memory(_, all) => all.extend_from_slice(&bytes),
            Sink::Objects(upload) => upload.write(&bytes).await?,
            _ if bytes.is_empty() => {}
            Sink::File(..) | Sink::Zones(_) => {
                self.size += bytes.len();
                self.batch.push(bytes);
                if self.size >= self.member.share() {
                    self.send().await?;
                }
            }
        }
        Ok(())
    }

    /// The batch goes to disk.
    async fn send(&mut self) -> Result<()> {
        self.size = 0;
        let batch = std::mem::take(&mut self.batch);
        match &mut self.sink {
            Sink::File(files, step) => {
                let temp = step.ready().await?;
                *step = start(self.id, files.clone(), temp, batch);
            }
            Sink::Zones(lanes) => {
                let open = lanes.take().ok_or(BlobError::Broken)?;
                *lanes = Some(open.write(batch).await?);
            }
            Sink::Memory(..) | Sink::Objects(_) => {}
        }
        Ok(())
    }

    /// After `Ok`, the blob is there and stays there.
    pub async fn finish(self) -> Result<Finished> {
        match self.sink {
            Sink::Memory(memory, all) => {
                let bytes = all.freeze();
                let finished = Finished {
                    len: bytes.len() as u64,
                    crc: format::sum(&bytes),
                };
                memory.insert(self.id, bytes);
                Ok(finished)
            }
            Sink::Objects(upload) => upload.finish().await,
            Sink::Zones(lanes) => {
                let lanes = lanes.ok_or(BlobError::Broken)?;
                lanes.finish(self.batch).await
            }
            Sink::File(files, mut step) => {
                let temp = step.ready().await?;
                let (id, batch) = (self.id, self.batch);
                let finish = spawn_blocking(move || write(id, files, temp, &batch)?.finish());
                finish.await.unwrap_or(Err(BlobError::Broken))
            }
        }
    }
}

impl Step {
    /// Waits for the batch before, if any.
    pub(crate) async fn ready(&mut self) -> Result<Option<Temp>> {
        let outcome = match self {
            Self::Fresh => return Ok(None),
            Self::Failed => return Err(BlobError::Broken),
            Self::Writing(task) => task.await,
        };
        *self = Self::Failed;
        outcome.unwrap_or(Err(BlobError::Broken)).map(Some)
    }
}

pub(crate) fn start(id: BlobId, files: Arc<Files>, temp: Option<Temp>, batch: Vec<Bytes>) -> Step {
    Step::Writing(tokio::spawn(async move {
        let Ok(_turn) = files.writers().acquire_owned().await else {
            return Err(BlobError::Broken);
        };
        let written = spawn_blocking(move || write(id, files, temp, &batch));
        written.await.unwrap_or(Err(BlobError::Broken))
    }))
}

pub(crate) fn write(
    id: BlobId,
    files: Arc<Files>,
    temp: Option<Temp>,
    batch: &[Bytes],
) -> Result<Temp> {
    let mut temp = match temp {
        Some(temp) => temp,
        None => Temp::create(files, id)?,
    };
    temp.write(batch)?;
    Ok(temp)
}
