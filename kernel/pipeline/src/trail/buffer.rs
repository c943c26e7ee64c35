//! Events of calls that changed nothing wait here for up to a second.

use super::history::Places;
use super::subject::Noted;
use crate::cloud::Cloud;
use crate::error::AwsError;
use haneul_store::Store;
use parking_lot::Mutex;
use std::collections::VecDeque;

/// Events written in one transaction.
const BATCH: usize = 500;
/// More than this are written at once, and are dropped where that fails for long.
const MOST: usize = 20_000;

#[derive(Default)]
pub struct TrailBuffer {
    waiting: Mutex<VecDeque<Noted>>,
    pub(super) places: Places,
    /// One at a time, so that events of one kind keep their order.
    turn: tokio::sync::Mutex<()>,
}

impl TrailBuffer {
    pub(super) fn push(&self, cloud: &Cloud, events: Vec<Noted>) {
        if events.is_empty() {
            return;
        }
        let mut waiting = self.waiting.lock();
        waiting.extend(events);
        // Once, not again with each that comes until it is written.
        if waiting.len().is_multiple_of(MOST) {
            let cloud = cloud.clone();
            tokio::spawn(async move {
                if let Err(error) = cloud.trail.flush(&cloud.store).await {
                    tracing::warn!("events of the trail wait in memory: {error}");
                }
            });
        }
    }

    /// Drops what waits, when everything is emptied.
    pub(crate) fn forget(&self) {
        self.waiting.lock().clear();
    }

    /// Writes what waits. What cannot be written stays, as long as there is room.
    pub async fn flush(&self, store: &Store) -> Result<(), AwsError> {
        let _turn = self.turn.lock().await;
        let mut rest = {
            let mut waiting = self.waiting.lock();
            // About as many will come again.
            let room = VecDeque::with_capacity(waiting.len().min(MOST));
            std::mem::replace(&mut *waiting, room)
        };
        while !rest.is_empty() {
            let batch: Vec<Noted> = rest.drain(..rest.len().min(BATCH)).collect();
            let written = store
                .transact(|tx| {
                    for noted in &batch {
                        noted.write(tx, &self.places)?;
                    }
                    Ok::<_, AwsError>(())
                })
                .await;
            if let Err(error) = written {
                let mut waiting = self.waiting.lock();
                batch
                    .into_iter()
                    .rev()
                    .for_each(|noted| rest.push_front(noted));
                rest.append(&mut waiting);
                rest.truncate(2 * MOST);
                *waiting = rest;
                return Err(error);
            }
        }
        Ok(())
    }
}
