//! The host of sandboxes, opened when a function runs first.

use haneul_compute::{Host, Settings};
use haneul_pipeline::{AwsError, Cloud};
use std::path::PathBuf;
use tokio::sync::OnceCell;

#[derive(Default)]
struct Opened(OnceCell<(Host, PathBuf)>);

/// The host, and the folder of what it unpacks.
pub async fn host(cloud: &Cloud) -> Result<(Host, PathBuf), AwsError> {
    let opened = cloud.locals.get::<Opened>();
    let made = opened.0.get_or_try_init(|| open(cloud)).await?;
    Ok(made.clone())
}

/// What the host has, in megabytes.
pub fn memory() -> i64 {
    const UNKNOWN: i64 = 8 << 10;
    let said = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = said.lines().find_map(|line| {
        let rest = line.strip_prefix("MemTotal:")?;
        rest.trim().strip_suffix("kB")?.trim().parse::<i64>().ok()
    });
    total.map_or(UNKNOWN, |total| total >> 10)
}

async fn open(cloud: &Cloud) -> Result<(Host, PathBuf), AwsError> {
    let said = &cloud.settings.sandboxes;
    let folder = said.folder.clone().unwrap_or_else(|| {
        let name = format!("haneul-sandboxes-{}", std::process::id());
        std::env::temp_dir().join(name)
    });
    // What makes sandboxes works elsewhere: a path from here leads it astray.
    let folder = std::path::absolute(folder).map_err(AwsError::internal)?;
    let mut settings = Settings::new(folder.clone());
    settings.plain = said.plain;
    std::fs::create_dir_all(folder.join("code")).map_err(AwsError::internal)?;
    let host = Host::open(settings).await.map_err(AwsError::internal)?;
    Ok((host, folder))
}
