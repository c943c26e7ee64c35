//! Each story in each way there is to run it is one test.
//!
//! `UPDATE_STORIES=1` rewrites what the stories expect by what came of them, in the plain way.
//! The way over the wire needs `HANEUL_ENDPOINT` and the real client, and says so where they
//! are missing.

use haneul_stories::house;
use haneul_testkit::story::{self, Story, Way};
use libtest_mimic::{Arguments, Failed, Trial};
use std::path::{Path, PathBuf};

fn main() {
    let mut arguments = Arguments::from_args();
    if updating() {
        arguments.test_threads = Some(1);
    }
    libtest_mimic::run(&arguments, trials()).exit();
}

fn updating() -> bool {
    std::env::var_os("UPDATE_STORIES").is_some()
}

fn trials() -> Vec<Trial> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../stories");
    let mut files = Vec::new();
    collect(&root, &mut files);
    files.sort();
    let missing = story::wire_missing();
    let mut trials = Vec::new();
    for file in files {
        let name = file.strip_prefix(&root).unwrap_or(&file).with_extension("");
        let name = name.display().to_string().replace('\\', "/");
        for way in Way::ALL {
            let file = file.clone();
            let skipped = missing.filter(|_| way == Way::Wire);
            let why = skipped.map(|why| format!(" ({why})")).unwrap_or_default();
            let trial = Trial::test(format!("{name} {}{why}", way.name()), move || {
                tell(&file, way)
            });
            trials.push(trial.with_ignored_flag(skipped.is_some()));
        }
    }
    trials
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        match path.extension() {
            _ if path.is_dir() => collect(&path, files),
            Some(extension) if extension == "story" => files.push(path),
            _ => {}
        }
    }
}

fn tell(file: &Path, way: Way) -> Result<(), Failed> {
    let told = Story::read(file)?;
    let rewriting = updating() && way == Way::Plain;
    let _turn = (way == Way::Wire).then(turn).transpose()?;
    let now = house::run(story::play(&told, way, house::HOUSE, rewriting))?;
    if rewriting && now.lines != told.lines {
        std::fs::write(file, now.lines.join("\n") + "\n")?;
    }
    Ok(())
}

/// One story at a time moves the clock of the server that all share, in whatever process.
fn turn() -> std::io::Result<std::fs::File> {
    let path = std::env::temp_dir().join("haneul-stories.lock");
    let file = std::fs::File::create(path)?;
    file.lock()?;
    Ok(file)
}
