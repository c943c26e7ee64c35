//! `facts/MANIFEST`: which sources gave which bytes.

use super::fetch::Source;
use crate::Outcome;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

pub fn write(facts: &Path, sources: &[Source]) -> Outcome {
    let mut text = String::from("# Sources: name, SHA-256 of the package\n");
    for source in sources {
        writeln!(text, "{}\t{}", source.name, source.sha256)?;
    }
    text += "\n# Folders: files, bytes\n";
    let files = files(facts)?;
    for folder in ["iam", "models", "patches", "sources"] {
        let inside: Vec<_> = files
            .iter()
            .filter(|(name, _)| name.starts_with(folder))
            .collect();
        let bytes: usize = inside.iter().map(|(_, content)| content.len()).sum();
        writeln!(text, "{folder}\t{}\t{bytes}", inside.len())?;
    }
    text += "\n# Files: name, bytes, start of SHA-256\n";
    for (name, content) in &files {
        let digest = hex::encode(Sha256::digest(content));
        writeln!(text, "{name}\t{}\t{}", content.len(), &digest[..16])?;
    }
    Ok(fs::write(facts.join("MANIFEST"), text)?)
}

/// Every file of the data folders by its name inside `facts`, in order.
fn files(facts: &Path) -> Outcome<Vec<(String, Vec<u8>)>> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![facts.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.parent() != Some(facts) {
                let name = path.strip_prefix(facts)?.to_string_lossy().into_owned();
                found.push((name, fs::read(&path)?));
            }
        }
    }
    found.sort();
    Ok(found)
}
