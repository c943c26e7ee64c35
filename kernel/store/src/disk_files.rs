//! The directory of a store: who may use it, which format it is in, whether it has room.
//!
//! `lock` is held while a process uses the store, `format` says its format, `db` is the engine's.

use crate::{Result, StoreError};
use std::fs::{self, File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Raised whenever an older program could not read the data any more.
pub(crate) const FORMAT: u32 = 1;
const FORMAT_NAME: &str = "haneul-store";

/// Room left for the engine to write out and merge what it has already accepted.
const RESERVE: u64 = 64 << 20;

pub(crate) struct Files {
    dir: PathBuf,
    /// Unlocked by the system when the process ends, however it does.
    _lock: File,
}

impl Files {
    pub fn claim(dir: &Path) -> Result<Self> {
        fs::create_dir_all(dir)?;
        let path = dir.join("lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::Locked { path }),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let files = Self {
            dir: dir.to_owned(),
            _lock: lock,
        };
        files.check_format()?;
        files.discard_unfinished()?;
        Ok(files)
    }

    pub fn dir(&self) -> &Path {
        &self.dir
    }

    pub fn database(&self) -> PathBuf {
        self.dir.join("db")
    }

    fn check_format(&self) -> Result<()> {
        let path = self.dir.join("format");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return self.write_format(&path);
            }
            Err(error) => return Err(error.into()),
        };
        let found = text
            .trim()
            .strip_prefix(FORMAT_NAME)
            .and_then(|number| number.trim().parse().ok());
        match found {
            Some(found) if found > FORMAT => Err(StoreError::NewerFormat {
                found,
                known: FORMAT,
            }),
            Some(_) => Ok(()),
            None => Err(StoreError::corrupt("the format file")),
        }
    }

    fn write_format(&self, path: &Path) -> Result<()> {
        let temporary = path.with_extension("new");
        let mut file = File::create(&temporary)?;
        writeln!(file, "{FORMAT_NAME} {FORMAT}")?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        File::open(&self.dir)?.sync_all()?;
        Ok(())
    }

    /// The engine writes its marker last when it makes a database: without one it was cut short
    /// and holds nothing.
    fn discard_unfinished(&self) -> Result<()> {
        let database = self.database();
        if database.exists() && !database.join("version").exists() {
            fs::remove_dir_all(&database)?;
        }
        Ok(())
    }

    /// Old views may still hold the engine's own lock. Ours, which is never given up, keeps other
    /// processes out, so the engine gets a fresh one.
    pub fn release_database_lock(&self) -> Result<()> {
        let path = self.database().join("lock");
        if path.exists() {
            fs::remove_file(&path)?;
        }
        File::create(&path)?;
        Ok(())
    }
}

/// Refuses a write that would use up the reserve.
pub(crate) fn check_space(dir: &Path, size: usize) -> Result<()> {
    let space = rustix::fs::statvfs(dir).map_err(std::io::Error::from)?;
    let free = space.f_bavail.saturating_mul(space.f_frsize);
    if free < RESERVE + 2 * size as u64 {
        Err(StoreError::Full)
    } else {
        Ok(())
    }
}
