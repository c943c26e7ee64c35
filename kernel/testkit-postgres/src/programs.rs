//! Finding PostgreSQL on this host, and a user it is willing to run as.

use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What to do without it. A test that cannot run must not look as if it had passed.
pub const MISSING: &str = "this test needs PostgreSQL's server programs (initdb, postgres), which are not found by \
    `pg_config --bindir`, in /usr/lib/postgresql/*/bin, or on the path: install them (Debian, Ubuntu: \
    apt-get install postgresql)";

/// The folder with `initdb` and `postgres`, of the newest version there is.
pub fn folder() -> Option<PathBuf> {
    let mut folders: Vec<PathBuf> = told().into_iter().collect();
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    let number = |path: &PathBuf| -> u32 {
        let name = path.file_name().and_then(|name| name.to_str());
        name.and_then(|name| name.parse().ok()).unwrap_or(0)
    };
    versions.sort_by_key(|path| std::cmp::Reverse(number(path)));
    folders.extend(versions.iter().map(|version| version.join("bin")));
    let path = std::env::var_os("PATH").unwrap_or_default();
    folders.extend(std::env::split_paths(&path));
    folders.into_iter().find(|folder| has_programs(folder))
}

fn told() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(text.trim()))
}

fn has_programs(folder: &Path) -> bool {
    ["initdb", "postgres"]
        .iter()
        .all(|name| folder.join(name).exists())
}

/// Who the server runs as: ourselves, but it refuses to be root.
#[derive(Clone, Copy)]
pub struct User(Option<(u32, u32)>);

impl User {
    pub fn find() -> Self {
        if !rustix::process::geteuid().is_root() {
            return Self(None);
        }
        let known = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let ids = |name: &str| {
            let line = known
                .lines()
                .find(|line| line.split(':').next() == Some(name))?;
            let mut parts = line.split(':').skip(2);
            Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
        };
        Self(
            ids("postgres")
                .or_else(|| ids("nobody"))
                .or(Some((65_534, 65_534))),
        )
    }

    pub fn command(self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        if let Some((user, group)) = self.0 {
            command.uid(user).gid(group);
        }
        command
    }

    pub fn give(self, path: &Path) -> std::io::Result<()> {
        match self.0 {
            Some((user, group)) => std::os::unix::fs::chown(path, Some(user), Some(group)),
            None => Ok(()),
        }
    }
}
