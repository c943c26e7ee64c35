//! Where blobs lie: `xx/xxxx…` by their id, and `tmp` for those being written.

use crate::{BlobId, Result};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

pub(crate) struct Files {
    dir: PathBuf,
    temporary: PathBuf,
}

impl Files {
    /// What was being written when the last process ended is thrown away.
    pub fn open(dir: &Path) -> Result<Self> {
        let files = Self {
            dir: dir.to_owned(),
            temporary: dir.join("tmp"),
        };
        fs::create_dir_all(&files.temporary)?;
        files.sweep_temp()?;
        Ok(files)
    }

    pub fn sweep_temp(&self) -> Result<usize> {
        let mut swept = 0;
        for entry in fs::read_dir(&self.temporary)? {
            fs::remove_file(entry?.path())?;
            swept += 1;
        }
        Ok(swept)
    }

    pub fn path(&self, id: BlobId) -> PathBuf {
        let name = id.to_string();
        self.shard(id.0[0]).join(&name[2..])
    }

    pub fn temporary(&self, id: BlobId) -> PathBuf {
        self.temporary.join(id.to_string())
    }

    pub fn shard(&self, first: u8) -> PathBuf {
        self.dir.join(format!("{first:02x}"))
    }

    /// Puts a finished file in its place, for good.
    pub fn place(&self, id: BlobId) -> Result<()> {
        let shard = self.shard(id.0[0]);
        let (from, to) = (self.temporary(id), self.path(id));
        if fs::rename(&from, &to).is_err() {
            // Most likely the first blob of its folder; otherwise this fails as before.
            fs::create_dir_all(&shard)?;
            sync_dir(&self.dir)?;
            fs::rename(&from, &to)?;
        }
        sync_dir(&shard)
    }
}

fn sync_dir(dir: &Path) -> Result<()> {
    Ok(File::open(dir)?.sync_all()?)
}
