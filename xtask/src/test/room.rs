//! A build directory that is used again and again keeps what every earlier build made of this
//! repository: some fifteen gigabytes each. Here that is bounded.

use super::python;
use crate::Outcome;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// A build and a half.
const MOST: u64 = 20 << 30;

/// Removes what was built of this repository's own crates where there is more of it than one build
/// needs. What others wrote stays: it is the same the next time.
pub fn make() -> Outcome {
    for profile in ["debug", "release"] {
        let own = own(&python::target().join(profile).join("deps"))?;
        let size: u64 = own.iter().map(|(_, size)| size).sum();
        if size < MOST {
            continue;
        }
        println!(
            "removing {} GB of earlier {profile} builds",
            size / 1_000_000_000
        );
        for (path, _) in own {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn own(folder: &Path) -> Outcome<Vec<(PathBuf, u64)>> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_program = !name.contains('.') && about.permissions().mode() & 0o111 != 0;
        if about.is_file() && (is_program || is_own(&name)) {
            found.push((entry.path(), about.len()));
        }
    }
    Ok(found)
}

fn is_own(name: &str) -> bool {
    let name = name.strip_prefix("lib").unwrap_or(name);
    name.starts_with("haneul") || name.starts_with("xtask")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_built_here_is_ours() {
        let folder = std::env::temp_dir().join(format!("haneul-room-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        for name in [
            "libhaneul_s3-0f.rlib",
            "xtask-0f.d",
            "laws-0f",
            "libserde-0f.rlib",
        ] {
            fs::write(folder.join(name), name).unwrap();
        }
        fs::set_permissions(folder.join("laws-0f"), fs::Permissions::from_mode(0o755)).unwrap();
        let mut names: Vec<_> = own(&folder)
            .unwrap()
            .into_iter()
            .map(|(path, _)| path.file_name().unwrap().to_owned())
            .collect();
        names.sort();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(names, ["laws-0f", "libhaneul_s3-0f.rlib", "xtask-0f.d"]);
    }
}
