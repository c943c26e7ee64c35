//! How long it takes from spawning the process to its `ready` line.

use crate::Options;
use crate::cloud::{self, Cloud};
use crate::process::Running;
use crate::report::{Bar, Figure, Report, Verdict};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

/// In milliseconds.
const BAR: f64 = 50.0;
const RUNS: usize = 20;
const RUNS_AFTER_KILL: usize = 5;

pub fn run(options: &Options) -> Result<Report, String> {
    let binary = cloud::binary(options)?;
    let mut report = Report::new("start", "from spawning the process to its `ready` line");
    // The first run brings the binary into memory.
    start(&binary, options.scratch()?.path())?;
    let (mut first, mut again, mut flushes) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let dir = options.scratch()?;
        flushes.push(flush(dir.path()).map_err(|e| e.to_string())?);
        first.push(start(&binary, dir.path())?);
        again.push(start(&binary, dir.path())?);
    }
    let empty = Figure::new("empty data directory", "ms", first);
    report.verdicts.push(Verdict {
        what: "empty data directory".to_owned(),
        value: empty.median(),
        unit: "ms",
        bar: Bar::AtMost(BAR),
    });
    report.figures.push(empty);
    report
        .figures
        .push(Figure::new("the same again, after kill -9", "ms", again));
    report.figures.push(Figure::new(
        "one flush of a small file, beside",
        "ms",
        flushes,
    ));
    if options.gigabyte {
        report.figures.push(gigabyte(options, &binary)?);
    }
    Ok(report)
}

/// Milliseconds for what a first start does some thirty times. Where this is slow, so is the start.
fn flush(dir: &Path) -> std::io::Result<f64> {
    let mut file = File::create(dir.join("flushed"))?;
    let start = Instant::now();
    file.write_all(b"x")?;
    file.sync_all()?;
    std::fs::remove_file(dir.join("flushed"))?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

/// Milliseconds. The process is killed once it is ready.
fn start(binary: &Path, data: &Path) -> Result<f64, String> {
    let start = Instant::now();
    let mut process = cloud::spawn(binary, data)?;
    process.line_after("ready ")?;
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

/// Over a gigabyte of rows, of which the last were being written when the writer was killed.
fn gigabyte(options: &Options, binary: &Path) -> Result<Figure, String> {
    let dir = options.scratch()?;
    drop(Cloud::start(binary, dir.path())?);
    let store = dir.path().join("store");
    let mut times = Vec::new();
    for _ in 0..RUNS_AFTER_KILL {
        let mut filling = Running::start_self(&["fill".as_ref(), store.as_os_str()])?;
        filling.line_after("ready")?;
        std::thread::sleep(Duration::from_secs(2));
        filling.kill();
        times.push(start(binary, dir.path())?);
    }
    Ok(Figure::new("a gigabyte, after kill -9", "ms", times))
}
