//! Files of this repository.

use crate::{Outcome, root};
use std::fs;
use std::path::{Path, PathBuf};

/// Every Rust file under these folders of the repository, with its path from the top, in order.
pub fn rust(folders: &[&str]) -> Outcome<Vec<PathBuf>> {
    let mut open: Vec<PathBuf> = folders.iter().map(|f| root().join(f)).collect();
    let mut found = Vec::new();
    while let Some(folder) = open.pop() {
        for path in children(&folder)? {
            if path.is_dir() && !path.ends_with("target") {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path.strip_prefix(root())?.to_owned());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The services, as (folder name, folder).
pub fn services() -> Outcome<Vec<(String, PathBuf)>> {
    let folders = children(&root().join("services"))?;
    let folders = folders
        .into_iter()
        .filter(|p| p.join("Cargo.toml").exists());
    let name = |p: &Path| {
        p.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    Ok(folders.map(|p| (name(&p), p)).collect())
}

/// What lies in a folder, in order; nothing where there is no such folder.
fn children(folder: &Path) -> Outcome<Vec<PathBuf>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder)?.collect::<Result<Vec<_>, _>>()?;
    let mut paths: Vec<_> = entries.into_iter().map(|e| e.path()).collect();
    paths.sort();
    Ok(paths)
}
