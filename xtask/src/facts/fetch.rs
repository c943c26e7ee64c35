//! Downloads the packages that facts are made of, each once.

use crate::Outcome;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A downloaded and unpacked package.
pub struct Source {
    /// For example `pip botocore 1.44.5`.
    pub name: String,
    pub sha256: String,
    pub folder: PathBuf,
}

pub fn pip(cache: &Path, package: &str, version: &str) -> Outcome<Source> {
    let wanted = format!("{package}-{version}-");
    let download = |cache: &Path| {
        let mut command = Command::new("python3");
        command.args([
            "-m",
            "pip",
            "download",
            "--no-deps",
            "--only-binary=:all:",
            "--dest",
        ]);
        command.arg(cache).arg(format!("{package}=={version}"));
        run(command)
    };
    let unpack = |archive: &Path, folder: &Path| {
        let mut command = Command::new("python3");
        command
            .args(["-m", "zipfile", "-e"])
            .arg(archive)
            .arg(folder);
        run(command)
    };
    source(
        cache,
        &wanted,
        format!("pip {package} {version}"),
        download,
        unpack,
    )
}

pub fn npm(cache: &Path, package: &str, version: &str) -> Outcome<Source> {
    let wanted = format!(
        "{}-{version}",
        package.trim_start_matches('@').replace('/', "-")
    );
    let download = |cache: &Path| {
        let mut command = Command::new("npm");
        command
            .args(["pack", "--silent"])
            .arg(format!("{package}@{version}"));
        run_in(command, cache)
    };
    let unpack = |archive: &Path, folder: &Path| {
        fs::create_dir_all(folder)?;
        let mut command = Command::new("tar");
        command.arg("xzf").arg(archive).arg("-C").arg(folder);
        run(command)
    };
    source(
        cache,
        &wanted,
        format!("npm {package} {version}"),
        download,
        unpack,
    )
}

fn source(
    cache: &Path,
    wanted: &str,
    name: String,
    download: impl Fn(&Path) -> Outcome,
    unpack: impl Fn(&Path, &Path) -> Outcome,
) -> Outcome<Source> {
    fs::create_dir_all(cache)?;
    if archive(cache, wanted)?.is_none() {
        println!("downloading {name}");
        download(cache)?;
    }
    let archive = archive(cache, wanted)?.ok_or_else(|| format!("{name} did not arrive"))?;
    let folder = archive.with_extension("d");
    if !folder.exists() {
        unpack(&archive, &folder)?;
    }
    let sha256 = hex::encode(Sha256::digest(fs::read(&archive)?));
    Ok(Source {
        name,
        sha256,
        folder,
    })
}

/// The downloaded file whose name begins with `wanted`.
fn archive(cache: &Path, wanted: &str) -> Outcome<Option<PathBuf>> {
    for entry in fs::read_dir(cache)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_file() && name.starts_with(wanted) {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

fn run(command: Command) -> Outcome {
    run_in(command, Path::new("."))
}

fn run_in(mut command: Command, folder: &Path) -> Outcome {
    let status = command.current_dir(folder).status()?;
    if !status.success() {
        return Err(format!("{command:?} failed: {status}").into());
    }
    Ok(())
}
