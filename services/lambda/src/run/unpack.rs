//! Packages, unpacked on this host: each once, for as long as a version needs it.

use crate::code::{self, zip};
use bytes::Bytes;
use haneul_pipeline::{AwsError, Cloud};
use parking_lot::Mutex;
use std::collections::HashMap;
use std::fs::{self, OpenOptions, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// By blob: the folder, once it is whole.
#[derive(Default)]
pub struct Unpacked(Mutex<HashMap<String, Arc<OnceCell<PathBuf>>>>);

impl Unpacked {
    pub async fn folder(
        &self,
        cloud: &Cloud,
        root: &Path,
        blob: &str,
    ) -> Result<PathBuf, AwsError> {
        let cell = self.0.lock().entry(blob.to_owned()).or_default().clone();
        let made = cell.get_or_try_init(|| unpack(cloud, root, blob)).await?;
        Ok(made.clone())
    }

    /// Of packages that nobody needs any more; the folders are for the caller to remove.
    pub fn forget(&self, needed: impl Fn(&str) -> bool) -> Vec<PathBuf> {
        let mut known = self.0.lock();
        let gone: Vec<String> = known.keys().filter(|blob| !needed(blob)).cloned().collect();
        let gone = gone.iter().filter_map(|blob| known.remove(blob));
        gone.filter_map(|cell| cell.get().cloned()).collect()
    }
}

async fn unpack(cloud: &Cloud, root: &Path, blob: &str) -> Result<PathBuf, AwsError> {
    let target = root.join("code").join(blob);
    if target.is_dir() {
        return Ok(target);
    }
    let bytes = code::read(cloud, blob).await?;
    let beside = root.join("code").join(format!("{blob}.new"));
    let place = target.clone();
    let work = move || {
        let _ = fs::remove_dir_all(&beside);
        write_all(&bytes, &beside)?;
        // Whole or not at all: a crash leaves the other name.
        fs::rename(&beside, &place)
    };
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(AwsError::internal)?
        .map_err(AwsError::internal)?;
    Ok(target)
}

fn write_all(zip: &Bytes, folder: &Path) -> io::Result<()> {
    make_folder(folder)?;
    let entries = zip::list(zip).map_err(broken)?;
    for entry in entries.iter().filter(|entry| entry.is_dir) {
        make_folder(&folder.join(&entry.path))?;
    }
    for entry in entries
        .iter()
        .filter(|entry| !entry.is_dir && !entry.is_link())
    {
        write_one(zip, entry, &folder.join(&entry.path))?;
    }
    // Links come last: nothing is written through them.
    for entry in entries.iter().filter(|entry| entry.is_link()) {
        let mut to = Vec::new();
        zip::unpack::<Failed>(zip, entry, |piece| {
            to.extend_from_slice(piece);
            Ok(())
        })?;
        let to = String::from_utf8(to).map_err(|_| broken(zip::Wrong::Broken))?;
        let place = folder.join(&entry.path);
        if let Some(above) = place.parent().filter(|above| !above.exists()) {
            make_folder(above)?;
        }
        // One that leads out of the folder leads to the sandbox's own files, not to the host's.
        let _ = std::os::unix::fs::symlink(to, place);
    }
    Ok(())
}

/// Functions run as others than us.
fn make_folder(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::set_permissions(folder, Permissions::from_mode(0o755))
}

fn write_one(zip: &[u8], entry: &zip::Entry, place: &Path) -> io::Result<()> {
    if let Some(above) = place.parent().filter(|above| !above.exists()) {
        make_folder(above)?;
    }
    let mode = match entry.mode & 0o777 {
        0 => 0o755,
        mode => mode | 0o444,
    };
    let mut options = OpenOptions::new();
    let options = options.write(true).create(true).truncate(true).mode(mode);
    let mut file = options.open(place)?;
    zip::unpack::<Failed>(zip, entry, |piece| Ok(file.write_all(piece)?))?;
    Ok(())
}

fn broken(wrong: zip::Wrong) -> io::Error {
    io::Error::other(format!("a package that was checked: {wrong:?}"))
}

struct Failed(io::Error);

impl From<zip::Wrong> for Failed {
    fn from(wrong: zip::Wrong) -> Self {
        Failed(broken(wrong))
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Failed(error)
    }
}

impl From<Failed> for io::Error {
    fn from(failed: Failed) -> Self {
        failed.0
    }
}
