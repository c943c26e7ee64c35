//! Where the cloud is kept, and what a command finds out about it from there.

use std::io::Write;
use std::path::{Path, PathBuf};

/// The platform's directory for data, unless the user says otherwise.
pub fn directory(given: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(given) = given {
        return Ok(given.to_owned());
    }
    if let Some(given) = std::env::var_os("HANEUL_DATA") {
        return Ok(given.into());
    }
    platform_directory().ok_or_else(|| {
        "there is no home directory to keep data in; say where with --data DIR, or use --ephemeral"
            .to_owned()
    })
}

fn platform_directory() -> Option<PathBuf> {
    let variable = |name| std::env::var_os(name).map(PathBuf::from);
    if cfg!(windows) {
        return Some(variable("LOCALAPPDATA")?.join("haneul"));
    }
    let home = variable("HOME").filter(|home| home.is_absolute());
    if cfg!(target_os = "macos") {
        return Some(home?.join("Library/Application Support/haneul"));
    }
    variable("XDG_DATA_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| Some(home?.join(".local/share")))
        .map(|base| base.join("haneul"))
}

/// Makes the directory, for nobody else to look into: it holds secrets.
pub fn make(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

/// Where commands look for the cloud that was started last.
fn endpoint_file() -> Option<PathBuf> {
    platform_directory().map(|dir| dir.join("endpoint"))
}

pub fn note_endpoint(url: &str) {
    let Some(file) = endpoint_file() else {
        return;
    };
    let _ = file.parent().map(std::fs::create_dir_all);
    let _ = std::fs::write(file, url);
}

pub fn forget_endpoint(url: &str) {
    if noted_endpoint().as_deref() == Some(url) {
        let _ = endpoint_file().map(std::fs::remove_file);
    }
}

pub fn noted_endpoint() -> Option<String> {
    let text = std::fs::read_to_string(endpoint_file()?).ok()?;
    Some(text.trim().to_owned())
}

/// Writes the first account's keys where only the user may read them.
pub fn write_credentials(dir: &Path, access_key: &str, secret: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(dir.join("credentials"))?;
    writeln!(file, "[default]")?;
    writeln!(file, "aws_access_key_id = {access_key}")?;
    writeln!(file, "aws_secret_access_key = {secret}")
}

/// The keys that `write_credentials` left.
pub fn read_credentials(dir: &Path) -> Option<(String, String)> {
    let text = std::fs::read_to_string(dir.join("credentials")).ok()?;
    let value = |name: &str| {
        text.lines()
            .filter_map(|line| line.split_once('='))
            .find(|(key, _)| key.trim() == name)
            .map(|(_, value)| value.trim().to_owned())
    };
    Some((value("aws_access_key_id")?, value("aws_secret_access_key")?))
}
