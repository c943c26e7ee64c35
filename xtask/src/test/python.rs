//! The client tests, in a Python environment of their own.

use super::run::{command, finish};
use crate::{Outcome, root};
use std::fs;
use std::path::{Path, PathBuf};

const REQUIREMENTS: &str = "tests/clients/requirements.txt";

pub fn clients(profile: &str) -> Outcome {
    let target = target();
    let python = environment(&target)?;
    let workers = std::thread::available_parallelism()
        .map_or(2, |n| n.get())
        .clamp(2, 8);
    finish(
        command(python)
            .args([
                "-m",
                "pytest",
                "-q",
                "-p",
                "no:cacheprovider",
                "-n",
                &workers.to_string(),
            ])
            .arg("tests/clients")
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("HANEUL_BIN", target.join(profile).join("haneul")),
    )
}

/// Where cargo builds.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(named) => root().join(named),
        None => root().join("target"),
    }
}

/// Makes the environment, or brings it up to date when the requirements changed.
fn environment(target: &Path) -> Outcome<PathBuf> {
    let folder = target.join("python");
    let python = match cfg!(windows) {
        true => folder.join("Scripts/python.exe"),
        false => folder.join("bin/python"),
    };
    let wanted = fs::read_to_string(root().join(REQUIREMENTS))?;
    let stamp = folder.join("installed");
    let installed = fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted);
    if python.exists() && installed {
        return Ok(python);
    }
    fs::create_dir_all(target)?;
    let base = if cfg!(windows) { "python" } else { "python3" };
    finish(command(base).args(["-m", "venv"]).arg(&folder))
        .map_err(|problem| format!("the client tests need python3 with venv: {problem}"))?;
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "-r",
        REQUIREMENTS,
    ];
    finish(command(&python).args(install))?;
    fs::write(stamp, wanted)?;
    Ok(python)
}
