//! Which mappings this process reads. Only a hint: the rows say who may.

use super::reader::Reader;
use haneul_pipeline::Cloud;
use haneul_runtime::{Mode, ids};
use parking_lot::Mutex;
use serde_json::Value as Json;
use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use tokio::sync::watch;

#[derive(Default)]
pub struct Here {
    name: OnceLock<String>,
    tasks: Mutex<HashMap<String, Task>>,
    /// Messages that wait for the end of a batch's window, where the clock stands. Should they be
    /// forgotten, they come back to their queue.
    gathered: Mutex<HashMap<String, (i64, Vec<Json>)>>,
    /// How mappings' shards are read, likewise, with what was pushed: that can be subscribed to again.
    readers: Mutex<HashMap<String, HashMap<String, Reader>>>,
}

struct Task {
    stop: watch::Sender<bool>,
    ended: watch::Receiver<()>,
    until: Arc<AtomicI64>,
}

/// What a task reads by.
pub struct Turn {
    here: Arc<Here>,
    uuid: String,
    stop: watch::Receiver<bool>,
    until: Arc<AtomicI64>,
    _ended: watch::Sender<()>,
}

impl Here {
    pub fn name(&self, cloud: &Cloud) -> String {
        self.name.get_or_init(|| ids::uuid(&cloud.random)).clone()
    }

    /// May read until then. Nothing, if a task does already.
    pub fn begin(self: &Arc<Self>, uuid: &str, until: i64) -> Option<Turn> {
        let mut tasks = self.tasks.lock();
        if let Some(task) = tasks.get(uuid) {
            task.until.store(until, Ordering::Release);
            return None;
        }
        self.readers.lock().remove(uuid);
        let (stop, stopped) = watch::channel(false);
        let (end, ended) = watch::channel(());
        let until = Arc::new(AtomicI64::new(until));
        let task = Task {
            stop,
            ended,
            until: until.clone(),
        };
        tasks.insert(uuid.to_owned(), task);
        Some(Turn {
            here: self.clone(),
            uuid: uuid.to_owned(),
            stop: stopped,
            until,
            _ended: end,
        })
    }

    /// Tells a task to end; what it is waited for with, if there is one.
    pub fn stop(&self, uuid: &str) -> Option<watch::Receiver<()>> {
        let tasks = self.tasks.lock();
        let task = tasks.get(uuid)?;
        task.stop.send_replace(true);
        Some(task.ended.clone())
    }

    pub fn gathered(&self, uuid: &str) -> (i64, Vec<Json>) {
        self.gathered.lock().remove(uuid).unwrap_or_default()
    }

    pub fn keep(&self, uuid: &str, since: i64, messages: Vec<Json>) {
        let mut gathered = self.gathered.lock();
        gathered.insert(uuid.to_owned(), (since, messages));
    }

    pub fn reader(&self, uuid: &str, shard: &str) -> Option<Reader> {
        self.readers.lock().get_mut(uuid)?.remove(shard)
    }

    pub fn keep_reader(&self, uuid: &str, shard: &str, reader: Reader) {
        let mut readers = self.readers.lock();
        let own = readers.entry(uuid.to_owned()).or_default();
        own.insert(shard.to_owned(), reader);
    }

    /// The mapping is not read any more.
    pub fn forget_readers(&self, uuid: &str) {
        self.readers.lock().remove(uuid);
    }
}

impl Turn {
    /// To read no further.
    pub fn is_over(&self, cloud: &Cloud) -> bool {
        let now = cloud.clock.now().as_microsecond();
        *self.stop.borrow()
            || cloud.is_stopping()
            || cloud.clock.mode() == Mode::Frozen
            || (!cloud.leases.is_alone() && now >= self.until.load(Ordering::Acquire))
    }

    /// Resolves when it was told to end.
    pub async fn stopped(&self) {
        let mut stop = self.stop.clone();
        // Whoever tells it lives as long as this.
        _ = stop.wait_for(|stop| *stop).await;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.here.tasks.lock().remove(&self.uuid);
    }
}
