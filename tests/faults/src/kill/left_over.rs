//! Whether the bytes on the disk are those that objects refer to, after all the kills.

use super::versions;
use crate::Outcome;
use crate::client::Call;
use crate::cloud::Cloud;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// Objects up to this size are no files.
const INLINE: u64 = 32 << 10;
/// Files younger than a day may belong to an upload; these are made older.
const AGED: Duration = Duration::from_secs(3 * 86_400);
const PATIENCE: Duration = Duration::from_secs(20);

pub fn check(cloud: &mut Cloud, data: &Path) -> Outcome<String> {
    cloud.stop()?;
    let mut aged = files(&data.join("blobs"))?;
    for path in &aged {
        let file = File::options().append(true).open(path)?;
        file.set_modified(SystemTime::now() - AGED)?;
    }
    cloud.restart()?;
    let mut needed = 0;
    let buckets = [
        ("kill-small", ""),
        ("kill-large", ""),
        ("kill-parts", ""),
        (versions::BUCKET, "versions="),
    ];
    for (bucket, query) in buckets {
        let call = Call::new("s3", "GET", format!("/{bucket}")).query(query);
        let listed = cloud.client().expect(&call)?.text();
        for size in listed.split("<Size>").skip(1) {
            let size: u64 = size.split('<').next().unwrap_or_default().parse()?;
            needed += usize::from(size > INLINE);
        }
    }
    // What is left over is looked for a few times a day.
    cloud.advance(7 * 3600)?;
    let began = Instant::now();
    let before = aged.len();
    while aged.len() > needed && began.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(200));
        aged = files(&data.join("blobs"))?;
    }
    match aged.len() {
        count if count == needed => Ok(format!(
            "{needed} files for as many large objects, {} were left over and removed",
            before - needed
        )),
        count if count < needed => Err(format!("{needed} large objects, and {count} files").into()),
        count => {
            Err(format!("{needed} large objects, and {count} files after {PATIENCE:?}").into())
        }
    }
}

fn files(folder: &Path) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else if path.metadata().is_ok_and(|m| m.len() > 0) {
            found.push(path);
        }
    }
    Ok(found)
}
