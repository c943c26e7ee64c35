//! Finds the operations of a service among its files.

use crate::names::snake;
use haneul_model::Model;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// An operation and where it is written.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    pub resource: String,
    pub module: String,
    pub operation: &'static str,
    pub function: String,
    pub asynchronous: bool,
    pub file: PathBuf,
}

/// The operations in `src/<resource>/*.rs`, in a fixed order.
pub fn scan(model: &Model, src: &Path) -> Result<Vec<Found>, String> {
    let names = model
        .operations
        .iter()
        .map(|o| (o.name.to_ascii_lowercase(), o.name));
    let names: HashMap<String, &'static str> = names.collect();
    let mut found = Vec::new();
    for resource in resources(src)? {
        for file in entries(&src.join(&resource))? {
            if file.extension().is_some_and(|e| e == "rs") {
                found.extend(operations(&names, &resource, file)?);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// The folders in `src`.
pub fn resources(src: &Path) -> Result<Vec<String>, String> {
    let folders = entries(src)?.into_iter().filter(|p| p.is_dir());
    Ok(folders.map(|p| stem(&p)).collect())
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |e| format!("{}: {e}", folder.display());
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut paths = entries
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(failed)?;
    paths.sort();
    Ok(paths)
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn operations(
    names: &HashMap<String, &'static str>,
    resource: &str,
    file: PathBuf,
) -> Result<Vec<Found>, String> {
    let text = fs::read_to_string(&file).map_err(|e| format!("{}: {e}", file.display()))?;
    let module = stem(&file);
    let one = |operation: &'static str, function: String| {
        let asynchronous = asynchronous(&text, &function)
            .ok_or_else(|| format!("{}: no `pub fn {function}` for {operation}", file.display()))?;
        Ok(Found {
            resource: resource.to_owned(),
            module: module.clone(),
            operation,
            function,
            asynchronous,
            file: file.clone(),
        })
    };
    let named = text
        .lines()
        .find_map(|line| line.strip_prefix("//! Operations:"));
    match named {
        Some(list) => list
            .split(',')
            .map(|name| name.trim().trim_end_matches('.'))
            .map(|name| match names.get(&name.to_ascii_lowercase()) {
                Some(operation) => one(operation, snake(operation)),
                None => Err(format!("{}: the model has no {name}", file.display())),
            })
            .collect(),
        None => match names.get(&module.replace('_', "")) {
            Some(operation) => one(operation, "run".into()).map(|found| vec![found]),
            None => Ok(Vec::new()),
        },
    }
}

/// Whether the public function of this name is async; `None` where there is none.
fn asynchronous(text: &str, function: &str) -> Option<bool> {
    let declared = |start: &str| {
        let start = format!("{start} {function}");
        let ends = |rest: &str| rest.starts_with(['(', '<']);
        text.lines()
            .any(|line| line.strip_prefix(&start).is_some_and(ends))
    };
    if declared("pub async fn") || declared("pub(crate) async fn") {
        return Some(true);
    }
    (declared("pub fn") || declared("pub(crate) fn")).then_some(false)
}
