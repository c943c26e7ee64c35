//! Where blobs lie: `xx/xxxx…` by their id, and `tmp` for those being written.

use crate::names::Names;
use crate::{BlobId, Result};
use std::fs::{self, DirEntry, File};
use std::io::ErrorKind::{AlreadyExists, NotFound};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::{Duration, SystemTime};
use tokio::sync::Semaphore;

/// Where others may be writing, an unfinished file is left over once nobody wrote to it for so
/// long.
const ABANDONED: Duration = Duration::from_secs(24 * 3600);

/// Batches that are written at once, for each processor. More would be as many threads, each with memory of
/// its own, that wait for the same disk.
const WRITERS: usize = 4;

pub(crate) struct Files {
    dir: PathBuf,
    temporary: PathBuf,
    names: Names,
    shared: bool,
    writers: Arc<Semaphore>,
}

fn processors() -> usize {
    available_parallelism().map_or(2, usize::from)
}

impl Files {
    /// For this process alone. What was being written when the last one ended is thrown away.
    pub fn open(dir: &Path) -> Result<Self> {
        let files = Self::at(dir, false)?;
        files.sweep(|_| true)?;
        Ok(files)
    }

    /// For several processes, on several hosts if the file system is the network's.
    pub fn shared(dir: &Path) -> Result<Self> {
        let files = Self::at(dir, true)?;
        files.make_shards()?;
        // Whether files can be written here is better known now.
        files.now()?;
        Ok(files)
    }

    /// A directory that is there: one that is not is never made.
    pub fn zone(dir: &Path, shared: bool) -> Result<Self> {
        let files = Self::of(dir, shared);
        files.prepare()?;
        if !shared {
            files.sweep(|_| true)?;
        }
        files.try_out()?;
        Ok(files)
    }

    fn at(dir: &Path, shared: bool) -> Result<Self> {
        let files = Self::of(dir, shared);
        fs::create_dir_all(&files.temporary)?;
        Ok(files)
    }

    fn of(dir: &Path, shared: bool) -> Self {
        Self {
            dir: dir.to_owned(),
            temporary: dir.join("tmp"),
            names: Names::new(),
            shared,
            writers: Arc::new(Semaphore::new(WRITERS * processors())),
        }
    }

    /// Held while a batch is written.
    pub fn writers(&self) -> Arc<Semaphore> {
        self.writers.clone()
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn is_there(&self) -> bool {
        self.dir.is_dir()
    }

    /// An empty directory for use; not where there is none.
    pub fn prepare(&self) -> Result<()> {
        self.make_temporary()?;
        match self.shared {
            true => self.make_shards(),
            false => Ok(()),
        }
    }

    /// All at once: a client of NFS that once saw no such folder may go on seeing none for a
    /// minute after another one made it.
    fn make_shards(&self) -> Result<()> {
        (0..=255).try_for_each(|shard| made(fs::create_dir(self.shard(shard))))?;
        sync_dir(&self.dir)
    }

    /// Of a disk that came back empty, too; not where there is no disk.
    pub fn make_temporary(&self) -> Result<()> {
        made(fs::create_dir(&self.temporary))
    }

    /// Whether files can be written here.
    pub fn try_out(&self) -> Result<()> {
        let path = self.temporary.join(format!("try.{}", self.names.next()));
        fs::write(&path, b"can this be written?")?;
        gone(fs::remove_file(&path))
    }

    /// Removes what others left unfinished long ago.
    pub fn sweep_abandoned(&self, now: SystemTime) -> Result<()> {
        if !self.shared {
            return Ok(());
        }
        self.sweep(|entry| {
            let written = entry.metadata().and_then(|data| data.modified());
            written.is_ok_and(|written| {
                now.duration_since(written)
                    .is_ok_and(|age| age >= ABANDONED)
            })
        })
    }

    fn sweep(&self, goes: impl Fn(&DirEntry) -> bool) -> Result<()> {
        for entry in fs::read_dir(&self.temporary)? {
            let entry = entry?;
            if goes(&entry) {
                gone(fs::remove_file(entry.path()))?;
            }
        }
        Ok(())
    }

    /// The time by the clock that files are dated with: a file server's may differ from ours.
    pub fn now(&self) -> Result<SystemTime> {
        if !self.shared {
            // Host time: the one that files of this host are dated with.
            return Ok(SystemTime::now());
        }
        let path = self.temporary.join(format!("clock.{}", self.names.next()));
        fs::write(&path, b"what time is it?")?;
        let now = fs::metadata(&path).and_then(|data| data.modified());
        gone(fs::remove_file(&path))?;
        Ok(now?)
    }

    pub fn path(&self, id: BlobId) -> PathBuf {
        let name = id.to_string();
        self.shard(id.0[0]).join(&name[2..])
    }

    /// A new one each time: two nodes may load the same snapshot.
    pub fn temporary(&self, id: BlobId) -> PathBuf {
        self.temporary.join(format!("{id}.{}", self.names.next()))
    }

    pub fn shard(&self, first: u8) -> PathBuf {
        self.dir.join(format!("{first:02x}"))
    }

    /// Puts a finished file in its place, for good.
    pub fn place(&self, from: &Path, id: BlobId) -> Result<()> {
        let shard = self.shard(id.0[0]);
        let to = self.path(id);
        if fs::rename(from, &to).is_err() {
            // Most likely the first blob of its folder; otherwise this fails as before.
            made(fs::create_dir(&shard))?;
            sync_dir(&self.dir)?;
            fs::rename(from, &to)?;
        }
        sync_dir(&shard)
    }

    /// The blobs of a folder, in no order.
    pub fn ids(&self, shard: u8) -> Result<Vec<BlobId>> {
        let entries = match fs::read_dir(self.shard(shard)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut ids = Vec::new();
        for entry in entries {
            ids.extend(id_of(shard, &entry?));
        }
        Ok(ids)
    }

    pub fn remove(&self, id: BlobId) -> Result<()> {
        gone(fs::remove_file(self.path(id)))
    }
}

/// `None` for what is no blob.
pub(crate) fn id_of(shard: u8, entry: &DirEntry) -> Option<BlobId> {
    let name = entry.file_name();
    format!("{shard:02x}{}", name.to_str()?).parse().ok()
}

/// Someone else may have made it first.
fn made(outcome: std::io::Result<()>) -> Result<()> {
    match outcome {
        Err(error) if error.kind() != AlreadyExists => Err(error.into()),
        _ => Ok(()),
    }
}

/// Someone else may have removed it first.
fn gone(removed: std::io::Result<()>) -> Result<()> {
    match removed {
        Err(error) if error.kind() != NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn sync_dir(dir: &Path) -> Result<()> {
    Ok(File::open(dir)?.sync_all()?)
}
