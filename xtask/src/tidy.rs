//! `cargo xtask tidy`: what this house does not want to find.

use crate::{Outcome, files, root};
use std::fs;
use std::path::Path;

const FOLDERS: &[&str] = &["bench", "bin", "engines", "kernel", "services", "xtask"];
const LONG: usize = 600;

/// Unfinished code.
const UNFINISHED: &[&str] = &[concat!("todo", "!("), concat!("unimplemented", "!(")];

/// Time and chance that are not the cloud's own. A line that must use them says why in a comment
/// right above it that begins with [`EXCUSE`].
const HOST: &[&str] = &[
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
    "UtcDateTime::now",
    "thread::sleep",
    "time::sleep",
    "time::interval",
    "thread_rng",
    "rand::rng",
    "rand::random",
    "getrandom",
    "SystemRandom::new",
    "OsRng",
];
const EXCUSE: &str = "// Host";

/// Where the host's time and chance are at home.
const AT_HOME: &[&str] = &[
    "bench/",
    "bin/",
    "kernel/runtime/",
    "kernel/testkit/",
    "kernel/testkit-postgres/",
    "xtask/",
];

pub fn run() -> Outcome {
    let mut faults = Vec::new();
    for path in files::rust(FOLDERS)? {
        let text = fs::read_to_string(root().join(&path))?;
        let lines = text.lines().count();
        if lines > LONG {
            println!("long: {} has {lines} lines", path.display());
        }
        faults.extend(unwanted(&path, &text));
    }
    for (name, folder) in files::services()? {
        let readme = fs::read_to_string(folder.join("README.md")).unwrap_or_default();
        if !readme.to_lowercase().contains("known differences") {
            faults.push(format!(
                "services/{name}: README.md has no 'Known differences'"
            ));
        }
    }
    faults.iter().for_each(|fault| println!("{fault}"));
    match faults.len() {
        0 => Ok(()),
        count => Err(format!("{count} to tidy up").into()),
    }
}

fn unwanted(path: &Path, text: &str) -> Vec<String> {
    let name = path.to_string_lossy().replace('\\', "/");
    let home = AT_HOME.iter().any(|h| name.starts_with(h)) || is_test(&name);
    let mut faults = Vec::new();
    let mut excused = false;
    for (number, line) in product(text).lines().enumerate() {
        let line = line.trim_start();
        if line.starts_with("//") {
            excused = excused || line.starts_with(EXCUSE);
            continue;
        }
        let mut report = |found: &str, why: &str| {
            faults.push(format!("{name}:{}: {found} {why}", number + 1));
        };
        if let Some(found) = UNFINISHED.iter().find(|w| line.contains(**w)) {
            report(found, "is unfinished");
        }
        if let Some(found) = HOST.iter().find(|w| line.contains(**w)) {
            if !home && !excused {
                report(found, "is the host's, not the cloud's");
            }
        }
        excused = false;
    }
    faults
}

fn is_test(name: &str) -> bool {
    name.contains("/tests/")
        || name.contains("/benches/")
        || name.ends_with("/tests.rs")
        || name.contains("/examples/")
}

/// The text before a file's own tests.
fn product(text: &str) -> &str {
    let tests = text.find("#[cfg(test)]\nmod ");
    tests.and_then(|at| text.get(..at)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, text: &str) -> usize {
        unwanted(Path::new(path), text).len()
    }

    #[test]
    fn host_time() {
        let sleep = "fn f() {\n    std::thread::sleep(d);\n}\n";
        assert_eq!(faults("services/sqs/src/queue.rs", sleep), 1);
        assert_eq!(faults("kernel/runtime/src/clock.rs", sleep), 0);
        assert_eq!(faults("kernel/store/tests/crash.rs", sleep), 0);
        let excused = sleep.replace("    std", "    // Host time: a disk's.\n    std");
        assert_eq!(faults("kernel/store/src/disk.rs", &excused), 0);
        let tested = format!("#[cfg(test)]\nmod tests {{ {sleep} }}");
        assert_eq!(faults("kernel/store/src/disk.rs", &tested), 0);
    }

    #[test]
    fn unfinished_code() {
        let text = format!("fn f() {{ {}) }}", UNFINISHED[0]);
        assert_eq!(faults("bin/haneul/src/main.rs", &text), 1);
        assert_eq!(faults("bin/haneul/src/main.rs", &format!("// {text}")), 0);
    }
}
