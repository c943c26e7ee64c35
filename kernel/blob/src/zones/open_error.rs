//! What is wrong with the directories of zones, in words for whoever starts the cloud.

use crate::{BlobError, Zone};
use std::path::{Path, PathBuf};

#[derive(Debug, thiserror::Error)]
pub enum ZonesError {
    #[error(
        "zone {letter}: there is no directory {dir}. If the zone is new, make it; if its disk is \
         lost, make an empty one in its place: its copies are made again from the other zones"
    )]
    Missing { letter: char, dir: PathBuf },
    #[error("zone {letter}: the directory {dir} cannot be used: {error}")]
    Unusable {
        letter: char,
        dir: PathBuf,
        error: String,
    },
    #[error("the directory {0} of the large bytes before there were zones: {1}")]
    Old(PathBuf, BlobError),
    #[error("{0}")]
    Other(String),
}

impl ZonesError {
    pub(super) fn of(zone: Zone, dir: &Path, error: &BlobError) -> Self {
        Self::Unusable {
            letter: zone.letter(),
            dir: dir.into(),
            error: match error {
                BlobError::Unavailable(why) => why.clone(),
                BlobError::Io(error) => error.to_string(),
                other => other.to_string(),
            },
        }
    }
}

/// Each is there, and none lies in another.
pub(super) fn check(dirs: &[PathBuf; 3]) -> Result<(), ZonesError> {
    let mut real: Vec<(Zone, PathBuf)> = Vec::new();
    for (zone, dir) in Zone::ALL.into_iter().zip(dirs) {
        let missing = || ZonesError::Missing {
            letter: zone.letter(),
            dir: dir.clone(),
        };
        let path = dir.canonicalize().map_err(|_| missing())?;
        if !path.is_dir() {
            return Err(missing());
        }
        let within = |other: &Path| path.starts_with(other) || other.starts_with(&path);
        if let Some((other, _)) = real.iter().find(|(_, other)| within(other)) {
            return Err(ZonesError::Other(format!(
                "zones {} and {} lie in the same directory: give each its own, on a disk of its own",
                other.letter(),
                zone.letter()
            )));
        }
        real.push((zone, path));
    }
    Ok(())
}
