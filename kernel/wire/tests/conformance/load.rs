//! The vectors, unpacked.

use serde_json::Value as Json;
use std::path::{Path, PathBuf};

pub fn folder(name: &str) -> Vec<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/vectors")
        .join(name);
    let entries = std::fs::read_dir(path).unwrap();
    let mut files: Vec<_> = entries.map(|e| e.unwrap().path()).collect();
    files.sort();
    files
}

/// A gzip file without optional header fields.
pub fn json(path: &Path) -> Json {
    let bytes = std::fs::read(path).unwrap();
    let plain = miniz_oxide::inflate::decompress_to_vec(&bytes[10..bytes.len() - 8]).unwrap();
    serde_json::from_slice(&plain).unwrap()
}

pub fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap().to_string_lossy();
    name.trim_end_matches(".json.gz").to_owned()
}
