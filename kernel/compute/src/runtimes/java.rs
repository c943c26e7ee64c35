//! The bootstrap of Java, compiled once by the host's own compiler and kept.

use super::{Family, Interpreter};
use crate::{Failure, Host};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tokio::process::Command;

const SOURCE: &str = include_str!("bootstrap/Bootstrap.java");

/// The folder of its classes, for this Java.
pub async fn classes(host: &Host, java: &Interpreter) -> Result<PathBuf, Failure> {
    let mut hasher = DefaultHasher::new();
    (SOURCE, &java.version).hash(&mut hasher);
    let state = &host.settings().state;
    let folder = state.join(format!("java-{}-{:016x}", java.series().0, hasher.finish()));
    if !folder.exists() {
        let made = compile(host, java, &folder).await;
        made.map_err(Failure::step("compiling the bootstrap of Java"))?;
    }
    Ok(folder)
}

async fn compile(host: &Host, java: &Interpreter, folder: &Path) -> io::Result<()> {
    // Another start may do the same at the same time: the first to be done stays.
    let unfinished = tempfile_beside(folder);
    tokio::fs::create_dir_all(&unfinished).await?;
    let source = unfinished.join("Bootstrap.java");
    tokio::fs::write(&source, SOURCE).await?;
    let (compiler, release) = compiler(host, java).await.ok_or_else(|| {
        io::Error::other(format!(
            "there is no javac for Java {}: install a JDK",
            java.version
        ))
    })?;
    let mut command = Command::new(compiler);
    if let Some(release) = release {
        command.args(["--release", &release.to_string()]);
    }
    let done = command
        .arg("-nowarn")
        .arg("-d")
        .args([&unfinished, &source])
        .kill_on_drop(true)
        .output()
        .await?;
    if !done.status.success() {
        let _ = tokio::fs::remove_dir_all(&unfinished).await;
        return Err(io::Error::other(
            String::from_utf8_lossy(&done.stderr).into_owned(),
        ));
    }
    // A sandbox is nobody on the host.
    for (path, mode) in [
        (unfinished.clone(), 0o755),
        (unfinished.join("haneul"), 0o755),
    ] {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?;
    }
    for class in std::fs::read_dir(unfinished.join("haneul"))?.flatten() {
        std::fs::set_permissions(class.path(), std::fs::Permissions::from_mode(0o644))?;
    }
    if tokio::fs::rename(&unfinished, folder).await.is_err() {
        tokio::fs::remove_dir_all(&unfinished).await?;
    }
    Ok(())
}

fn tempfile_beside(folder: &Path) -> PathBuf {
    use std::sync::atomic::{AtomicU32, Ordering};
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    folder.with_extension(format!("{}-{number}", std::process::id()))
}

/// Its own compiler; else another Java's, told for which version.
async fn compiler(host: &Host, java: &Interpreter) -> Option<(PathBuf, Option<u32>)> {
    let own = java.home.join("bin/javac");
    if own.exists() {
        return Some((own, None));
    }
    let found = host.runtimes().await.found().iter();
    let mut others = found.filter(|i| i.family == Family::Java && i.series() > java.series());
    let other = others.find(|i| i.home.join("bin/javac").exists())?;
    Some((other.home.join("bin/javac"), Some(java.series().0)))
}
