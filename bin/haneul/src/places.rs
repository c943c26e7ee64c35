//! Where the large bytes lie, if not in the data directory: a directory or an object store that
//! several nodes share, or a directory for each zone.

use haneul_blob::{Blobs, Zone};
use std::path::{Path, PathBuf};

/// What `--blobs` names, opened and tried out.
pub async fn open(place: &str) -> Result<Blobs, String> {
    match place.split_once("://") {
        Some(("s3", _)) => Blobs::object_store(place)
            .await
            .map_err(|error| format!("--blobs: {error}")),
        Some(("file", path)) if path.starts_with('/') => shared(Path::new(path)),
        Some(_) => Err(format!(
            "--blobs: {place} is neither a directory, nor file:///path, nor s3://bucket/prefix"
        )),
        None => shared(Path::new(place)),
    }
}

/// A directory that several nodes use at once.
pub fn shared(dir: &Path) -> Result<Blobs, String> {
    Blobs::shared(dir).map_err(|error| {
        format!(
            "--blobs: the directory {} cannot be used: {error}. Each node must be able to make, \
             read and delete files in it",
            dir.display()
        )
    })
}

/// What the three `--zone` name. What lies in `old` from before moves into them.
pub fn zones(given: &[(Zone, PathBuf)], old: Option<&Path>, shared: bool) -> Result<Blobs, String> {
    let dirs = Zone::ALL.map(|zone| {
        let mut dirs = given.iter().filter(|(given, _)| *given == zone);
        (
            dirs.next().map(|(_, dir)| dir.clone()),
            dirs.next().is_none(),
        )
    });
    let [(Some(a), true), (Some(b), true), (Some(c), true)] = dirs else {
        return Err("--zone: give each of the zones a, b and c once".to_owned());
    };
    Blobs::zones(&[a, b, c], old, shared).map_err(|error| format!("--zone: {error}"))
}
