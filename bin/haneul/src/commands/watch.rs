//! `haneul watch`: a function's code follows a directory, by calls like anybody's.

use crate::door::Door;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::Method;
use serde_json::{Value as Json, json};
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

pub struct Asked {
    pub function: String,
    pub directory: PathBuf,
    pub region: String,
}

/// Between two looks at the directory.
const PAUSE: Duration = Duration::from_millis(250);
/// Who saves several files, or a large one, may be in the middle of it.
const SETTLED: Duration = Duration::from_millis(100);
/// What is no part of a package.
const LEFT_OUT: [&str; 3] = [".git", ".venv", "__pycache__"];
/// More than AWS takes unpacked is not read at all.
const MOST: u64 = 250 << 20;
const FILES: usize = 50_000;

/// A file as it was when it was looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Found {
    /// In the package.
    name: String,
    place: PathBuf,
    size: u64,
    changed: Option<SystemTime>,
    mode: u32,
}

struct Talk {
    door: Door,
    keys: (String, String),
    asked: Asked,
}

pub fn run(endpoint: Option<&str>, asked: Asked) -> Result<(), String> {
    let door = Door::of(endpoint)?;
    let keys = super::env::keys(&door, &door.get("status")?)?;
    let talk = Talk { door, keys, asked };
    call(&talk, &Method::GET, "configuration", &Json::Null)?;
    let mut sent = None;
    let mut said = String::new();
    loop {
        let done = follow(&talk, &mut sent);
        // The same trouble is told once.
        if let Err(trouble) = &done {
            if *trouble != said {
                eprintln!("{trouble}");
            }
        }
        said = done.err().unwrap_or_default();
        std::thread::sleep(PAUSE);
    }
}

/// Sends what is in the directory, if it is another than what was sent last.
fn follow(talk: &Talk, sent: &mut Option<Vec<Found>>) -> Result<(), String> {
    let files = look(&talk.asked.directory)?;
    if sent.as_ref() == Some(&files) {
        return Ok(());
    }
    std::thread::sleep(SETTLED);
    if look(&talk.asked.directory)? != files {
        return Ok(());
    }
    let packed = pack(&files)?;
    let input = json!({ "ZipFile": BASE64_STANDARD.encode(&packed) });
    call(talk, &Method::PUT, "code", &input)?;
    let (function, directory) = (&talk.asked.function, talk.asked.directory.display());
    println!(
        "{function} is {directory}: {} files, {} bytes packed",
        files.len(),
        packed.len()
    );
    *sent = Some(files);
    Ok(())
}

fn call(talk: &Talk, method: &Method, what: &str, input: &Json) -> Result<Json, String> {
    let function = &talk.asked.function;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_:.".contains(c);
    if function.is_empty() || !function.chars().all(is_plain) {
        return Err(format!("{function:?} is no name of a function"));
    }
    let path = format!("/2015-03-31/functions/{function}/{what}");
    let place = ("lambda", talk.asked.region.as_str());
    talk.door.rest(&talk.keys, place, (method, &path), input)
}

/// All files, in the order of their names.
fn look(directory: &Path) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    let mut folders = vec![(directory.to_owned(), String::new())];
    let mut size = 0;
    while let Some((folder, name)) = folders.pop() {
        let trouble = |error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(trouble)? {
            let entry = entry.map_err(trouble)?;
            let own = entry.file_name().to_string_lossy().into_owned();
            if LEFT_OUT.contains(&own.as_str()) {
                continue;
            }
            let name = format!("{name}{own}");
            let kind = entry.file_type().map_err(trouble)?;
            if kind.is_dir() {
                folders.push((entry.path(), format!("{name}/")));
                continue;
            }
            // What a link leads to is packed, if it is a file; folders could lead in a circle.
            let Ok(about) = fs::metadata(entry.path()) else {
                continue;
            };
            if !about.is_file() {
                continue;
            }
            size += about.len();
            found.push(Found {
                name,
                place: entry.path(),
                size: about.len(),
                changed: about.modified().ok(),
                mode: mode(&about),
            });
        }
        if size > MOST || found.len() > FILES {
            return Err(format!(
                "{} is too large for a function",
                directory.display()
            ));
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(unix)]
fn mode(about: &fs::Metadata) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    about.permissions().mode() & 0o777
}

#[cfg(not(unix))]
fn mode(_: &fs::Metadata) -> u32 {
    0o755
}

fn pack(files: &[Found]) -> Result<Vec<u8>, String> {
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    for file in files {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .unix_permissions(file.mode);
        let content = fs::read(&file.place).map_err(|e| format!("{}: {e}", file.name))?;
        packed
            .start_file(&file.name, options)
            .map_err(|e| format!("{}: {e}", file.name))?;
        packed.write_all(&content).map_err(|e| e.to_string())?;
    }
    let whole = packed.finish().map_err(|e| e.to_string())?;
    Ok(whole.into_inner())
}

#[cfg(test)]
mod tests {
    use super::{look, pack};
    use std::fs;

    #[test]
    fn what_is_in_a_directory_is_packed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for inside in ["lib", ".git", "lib/__pycache__"] {
            fs::create_dir_all(at(inside)).unwrap();
        }
        for name in ["b.py", "lib/a.py", ".git/x", "lib/__pycache__/a.pyc"] {
            fs::write(at(name), name).unwrap();
        }
        let files = look(folder.path()).unwrap();
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["b.py", "lib/a.py"]);
        assert_eq!(look(folder.path()).unwrap(), files);
        assert!(pack(&files).unwrap().starts_with(b"PK"));
        fs::write(at("b.py"), "another").unwrap();
        assert_ne!(look(folder.path()).unwrap(), files);
        assert!(look(&at("none")).is_err());
    }
}
