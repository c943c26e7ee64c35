//! Which interpreters the host has.

use super::Family;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;

/// An interpreter of the host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interpreter {
    pub family: Family,
    /// As it calls itself: `3.11.7`.
    pub version: String,
    /// The program itself, not a link to it.
    pub program: PathBuf,
    /// The folder of its own files, which a sandbox needs to see.
    pub home: PathBuf,
    /// Where the host has AWS's SDK for it (boto3, `@aws-sdk`), for functions that bring none.
    pub sdk: Option<PathBuf>,
}

impl Interpreter {
    #[cfg(test)]
    pub(super) fn named(family: Family, version: &str, program: &str) -> Interpreter {
        Interpreter {
            family,
            version: version.into(),
            program: program.into(),
            home: "/usr".into(),
            sdk: None,
        }
    }

    /// What AWS's names of runtimes tell apart: major and minor, or the major version alone.
    pub fn series(&self) -> (u32, u32) {
        let mut numbers = self
            .version
            .split(['.', '+', '_', '-'])
            .map(|n| n.parse().unwrap_or(0));
        let major = numbers.next().unwrap_or(0);
        let minor = numbers.next().unwrap_or(0);
        match self.family {
            Family::Python | Family::Ruby => (major, minor),
            // Java 8 calls itself 1.8.0.
            Family::Java if major == 1 => (minor, 0),
            _ => (major, 0),
        }
    }
}

/// The interpreters of a host.
#[derive(Clone, Debug, Default)]
pub struct Runtimes {
    found: Vec<Interpreter>,
}

/// Longer than a program takes to tell its version, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

const PYTHON: &str = r#"
import sys, os, importlib.util as u
boto3 = u.find_spec("boto3")
print("%d.%d.%d" % sys.version_info[:3])
print(os.path.realpath(sys.executable))
print(sys.base_prefix)
print(os.path.dirname(os.path.dirname(boto3.origin)) if boto3 and boto3.origin else "")
"#;

const NODE: &str = r#"
const { execSync } = require("node:child_process");
const fs = require("node:fs"), path = require("node:path");
const program = fs.realpathSync(process.execPath);
const home = path.dirname(path.dirname(program));
const roots = [process.env.NODE_PATH || "", path.join(home, "lib/node_modules"), "/usr/lib/node_modules", "/usr/local/lib/node_modules", "/usr/share/nodejs"];
const sdk = roots.flatMap((r) => r.split(":")).find((r) => r && (fs.existsSync(path.join(r, "@aws-sdk")) || fs.existsSync(path.join(r, "aws-sdk"))));
console.log([process.versions.node, program, home, sdk || ""].join("\n"));
"#;

const RUBY: &str = r#"
require "rbconfig"
puts RUBY_VERSION, File.realpath(RbConfig.ruby), RbConfig::CONFIG["prefix"], ""
"#;

impl Runtimes {
    pub fn found(&self) -> &[Interpreter] {
        &self.found
    }

    #[cfg(test)]
    pub(super) fn of(found: Vec<Interpreter>) -> Runtimes {
        Runtimes { found }
    }

    /// Looks where interpreters usually lie, and asks each who it is.
    pub async fn discover() -> Runtimes {
        let mut asked = tokio::task::JoinSet::new();
        for program in programs("python3", "bin", PYTHONS) {
            asked.spawn(async move { ask(Family::Python, &program, &["-c", PYTHON]).await });
        }
        for program in programs("node", "bin", NODES) {
            asked.spawn(async move { ask(Family::Node, &program, &["-e", NODE]).await });
        }
        for program in programs("ruby", "bin", RUBIES) {
            asked.spawn(async move { ask(Family::Ruby, &program, &["-e", RUBY]).await });
        }
        let mut found: Vec<Interpreter> = programs("java", "bin", JAVAS)
            .iter()
            .filter_map(|p| java(p))
            .collect();
        while let Some(answer) = asked.join_next().await {
            found.extend(answer.ok().flatten());
        }
        found.sort_by(|a, b| {
            (a.family, a.series(), &a.program).cmp(&(b.family, b.series(), &b.program))
        });
        found.dedup_by(|a, b| a.program == b.program);
        Runtimes { found }
    }
}

/// Folders of which each holds versions beside one another; `~` is the home of who runs us.
const PYTHONS: &[&str] = &[
    "~/.pyenv/versions",
    "~/.local/share/uv/python",
    "~/.local/share/mise/installs/python",
    "~/.asdf/installs/python",
    "/opt/python",
];
const NODES: &[&str] = &[
    "~/.nvm/versions/node",
    "~/.volta/tools/image/node",
    "~/.local/share/mise/installs/node",
    "~/.asdf/installs/nodejs",
    "/usr/local/n/versions/node",
];
const RUBIES: &[&str] = &[
    "~/.rbenv/versions",
    "~/.local/share/mise/installs/ruby",
    "~/.asdf/installs/ruby",
];
const JAVAS: &[&str] = &[
    "/usr/lib/jvm",
    "~/.sdkman/candidates/java",
    "~/.local/share/mise/installs/java",
    "~/.asdf/installs/java",
    "~/.jdks",
];

/// All programs of this name, or of this name with a version behind it: on the path, and in folders
/// of versions.
fn programs(name: &str, bin: &str, versions: &[&str]) -> BTreeSet<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    folders.extend(["/usr/bin", "/usr/local/bin"].map(PathBuf::from));
    folders.extend(std::env::var_os("JAVA_HOME").map(|home| PathBuf::from(home).join(bin)));
    let home = std::env::var_os("HOME").map(PathBuf::from);
    for root in versions {
        let root = match (root.strip_prefix("~/"), &home) {
            (Some(rest), Some(home)) => home.join(rest),
            (Some(_), None) => continue,
            (None, _) => PathBuf::from(root),
        };
        let entries = std::fs::read_dir(root).into_iter().flatten().flatten();
        folders.extend(entries.map(|e| e.path().join(bin)));
    }
    let mut programs = BTreeSet::new();
    for folder in folders {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let named = entries.filter(|e| is_named(&e.file_name().to_string_lossy(), name));
        programs.extend(named.filter_map(|e| std::fs::canonicalize(e.path()).ok()));
    }
    programs
}

/// `python3`, `python3.11`, `ruby3.2`, but not `python3-config` or `python3.11-config`.
fn is_named(file: &str, name: &str) -> bool {
    let rest = file.strip_prefix(name);
    rest.is_some_and(|r| r.chars().all(|c| c.is_ascii_digit() || c == '.'))
}

/// Asks an interpreter for its version, its own path, its folder and its SDK, a line each.
async fn ask(family: Family, program: &Path, arguments: &[&str]) -> Option<Interpreter> {
    let mut command = Command::new(program);
    command
        .args(arguments)
        .current_dir("/")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    let answer = tokio::time::timeout(PATIENCE, command.output())
        .await
        .ok()?
        .ok()?;
    let answer = String::from_utf8(answer.stdout).ok()?;
    let mut lines = answer.lines();
    let version = lines.next()?.to_string();
    let program = PathBuf::from(lines.next()?);
    let home = PathBuf::from(lines.next()?);
    let sdk = lines.next().filter(|l| !l.is_empty()).map(PathBuf::from);
    version
        .starts_with(|c: char| c.is_ascii_digit())
        .then_some(Interpreter {
            family,
            version,
            program,
            home,
            sdk,
        })
}

/// A Java tells its version in a file beside it, which is quicker than starting it.
fn java(program: &Path) -> Option<Interpreter> {
    let home = program.parent()?.parent()?;
    // The one of a JDK 8 lies in a `jre` in it.
    let release = [home, home.parent()?].into_iter().find_map(|folder| {
        let text = std::fs::read_to_string(folder.join("release")).ok()?;
        Some((folder, text))
    });
    let (home, release) = release?;
    let version = release
        .lines()
        .find_map(|l| l.strip_prefix("JAVA_VERSION="))?;
    Some(Interpreter {
        family: Family::Java,
        version: version.trim_matches('"').to_string(),
        program: program.to_path_buf(),
        home: home.to_path_buf(),
        sdk: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_as_they_are_written() {
        let series = |family, version| Interpreter::named(family, version, "/x").series();
        assert_eq!(series(Family::Python, "3.11.7"), (3, 11));
        assert_eq!(series(Family::Node, "20.20.2"), (20, 0));
        assert_eq!(series(Family::Java, "1.8.0_392"), (8, 0));
        assert_eq!(series(Family::Java, "25"), (25, 0));
    }

    #[test]
    fn programs_and_what_only_looks_like_them() {
        assert!(is_named("python3.11", "python3"));
        assert!(is_named("node", "node"));
        assert!(!is_named("python3-config", "python3"));
        assert!(!is_named("nodejs-helper", "node"));
    }
}
