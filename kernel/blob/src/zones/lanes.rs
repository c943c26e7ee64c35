//! Writing a blob to its zones at once: each batch goes to all of them, in a thread each.

use super::Zoned;
use crate::losses::needed;
use crate::writer::{Step, start, write};
use crate::{BlobError, BlobId, Finished, Result, Zone, Zones};
use bytes::Bytes;
use std::sync::Arc;
use tokio::task::{JoinHandle, spawn_blocking};

pub(crate) struct Lanes {
    zoned: Arc<Zoned>,
    id: BlobId,
    lanes: Vec<(Zone, Step)>,
    /// The first that went wrong in a zone.
    error: Option<BlobError>,
}

impl Lanes {
    /// In the zones that have not failed.
    pub fn new(zoned: Arc<Zoned>, id: BlobId, live: Zones) -> Self {
        Self {
            zoned,
            id,
            lanes: live.iter().map(|zone| (zone, Step::Fresh)).collect(),
            error: None,
        }
    }

    fn enough(mut self) -> Result<Self> {
        match self.lanes.len() >= needed(self.id.placement().zones()) {
            true => Ok(self),
            false => Err(self.error.take().unwrap_or(BlobError::Broken)),
        }
    }

    pub async fn write(mut self, batch: Vec<Bytes>) -> Result<Self> {
        for (zone, mut step) in std::mem::take(&mut self.lanes) {
            match step.ready().await {
                Ok(temp) => {
                    let files = self.zoned.files(zone).clone();
                    let step = start(self.id, files, temp, batch.clone());
                    self.lanes.push((zone, step));
                }
                Err(error) => self.lost(zone, error),
            }
        }
        self.enough()
    }

    /// Once all of its zones that live have flushed it, and at least two of three.
    pub async fn finish(mut self, batch: Vec<Bytes>) -> Result<Finished> {
        let mut tasks = Vec::new();
        for (zone, mut step) in std::mem::take(&mut self.lanes) {
            match step.ready().await {
                Ok(temp) => tasks.push((zone, self.end(zone, temp, batch.clone()))),
                Err(error) => self.lost(zone, error),
            }
        }
        let (mut done, mut finished) = (Vec::new(), None);
        for (zone, task) in tasks {
            match task.await.unwrap_or(Err(BlobError::Broken)) {
                Ok(lane) => {
                    done.push(zone);
                    finished = Some(lane);
                }
                Err(error) => self.lost(zone, error),
            }
        }
        let zones = self.id.placement().zones();
        match finished.filter(|_| done.len() >= needed(zones)) {
            Some(finished) => {
                let missing = zones.iter().filter(|zone| !done.contains(zone));
                missing.for_each(|zone| self.zoned.suspect(self.id, zone));
                Ok(finished)
            }
            None => Err(self.undo(done).await),
        }
    }

    fn end(
        &self,
        zone: Zone,
        temp: Option<crate::temp::Temp>,
        batch: Vec<Bytes>,
    ) -> JoinHandle<Result<Finished>> {
        let (zoned, id) = (self.zoned.clone(), self.id);
        spawn_blocking(move || {
            let files = zoned.files(zone).clone();
            write(id, files, temp, &batch)?.finish()
        })
    }

    /// Too few: nothing stays of it.
    async fn undo(mut self, done: Vec<Zone>) -> BlobError {
        let (zoned, id) = (self.zoned.clone(), self.id);
        let undone = spawn_blocking(move || {
            for zone in done {
                // What stays behind is an orphan.
                _ = zoned.files(zone).remove(id);
            }
        });
        _ = undone.await;
        self.error.take().unwrap_or(BlobError::Broken)
    }

    fn lost(&mut self, zone: Zone, error: BlobError) {
        let error = match error {
            BlobError::Full => BlobError::Full,
            // The status says so; the log need not for each blob.
            _ if !self.zoned.files(zone).is_there() => self.zoned.out_of_reach(zone),
            other => {
                tracing::warn!(zone = %zone.letter(), error = %other, "a copy could not be written");
                BlobError::Unavailable(format!("zone {}: {other}", zone.letter()))
            }
        };
        self.error.get_or_insert(error);
    }
}
