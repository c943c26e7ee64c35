//! Snapshots of the whole cloud, in the data directory or at a path.

use super::Facilities;
use crate::connection::Shared;
use haneul_pipeline::{AwsError, snapshot};
use serde_json::{Value as Json, json};
use std::path::{Path, PathBuf};

const EXTENSION: &str = "haneul";

pub(super) fn list(facilities: &Facilities) -> Result<Json, AwsError> {
    let Some(dir) = directory(facilities) else {
        return Ok(json!({ "snapshots": [] }));
    };
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&dir).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|e| e == EXTENSION) {
            let bytes = entry.metadata().map(|m| m.len()).unwrap_or_default();
            let name = path.file_stem().map(|n| n.to_string_lossy().into_owned());
            found.push((name.unwrap_or_default(), path.clone(), bytes));
        }
    }
    found.sort();
    let found: Vec<Json> = found
        .into_iter()
        .map(|(name, path, bytes)| json!({ "name": name, "path": path, "bytes": bytes }))
        .collect();
    Ok(json!({ "snapshots": found }))
}

/// `{"save": NAME}` or `{"load": NAME}`; a name with a slash is a path.
pub(super) async fn act(shared: &Shared, wanted: Json) -> Result<Json, AwsError> {
    let named = |what: &str| wanted.get(what).and_then(Json::as_str);
    match (named("save"), named("load")) {
        (Some(name), None) => {
            let path = place(&shared.facilities, name)?;
            snapshot::save(&shared.cloud, &path).await?;
            let bytes = std::fs::metadata(&path)
                .map(|m| m.len())
                .unwrap_or_default();
            Ok(json!({ "saved": path, "bytes": bytes }))
        }
        (None, Some(name)) => {
            let path = place(&shared.facilities, name)?;
            snapshot::load(&shared.cloud, &path).await?;
            Ok(json!({ "loaded": path }))
        }
        _ => Err(AwsError::new(
            "BadRequest",
            "Give either \"save\" or \"load\" with a name.",
        )),
    }
}

fn directory(facilities: &Facilities) -> Option<PathBuf> {
    facilities
        .0
        .data
        .as_ref()
        .map(|data| data.join("snapshots"))
}

fn place(facilities: &Facilities, name: &str) -> Result<PathBuf, AwsError> {
    if name.contains('/') || name.contains(std::path::MAIN_SEPARATOR) {
        return Ok(Path::new(name).to_owned());
    }
    let Some(dir) = directory(facilities) else {
        return Err(AwsError::new(
            "BadRequest",
            "This cloud lives in memory: give a path (with a slash) instead of a name.",
        ));
    };
    if name.is_empty() || name.starts_with('.') {
        return Err(AwsError::new("BadRequest", "A snapshot needs a name."));
    }
    std::fs::create_dir_all(&dir)
        .map_err(|e| AwsError::new("SnapshotFailed", format!("{}: {e}", dir.display())))?;
    Ok(dir.join(name).with_extension(EXTENSION))
}
