//! How long it takes from asking for a sandbox until its program runs, and what one that waits holds of
//! memory.

use crate::Options;
use crate::report::{Bar, Figure, Report, Verdict};
use haneul_compute::{Host, Settings, Spec};
use std::process::Command;
use std::time::Instant;

/// In milliseconds.
const START: f64 = 15.0;
/// Of the sandbox's own first process, in megabytes.
const MEMORY: f64 = 4.0;
const RUNS: usize = 40;

pub fn run(options: &Options) -> Result<Report, String> {
    let dir = options.scratch()?;
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    runtime.block_on(measure(Settings::new(dir.path())))
}

async fn measure(settings: Settings) -> Result<Report, String> {
    let host = Host::open(settings).await.map_err(|e| e.to_string())?;
    let mut report = Report::new(
        "sandbox",
        "from asking for a sandbox until its program runs",
    );
    // The first one starts the launcher and makes the file system that the others copy.
    once(&host).await?;
    let (mut start, mut whole, mut plain, mut memory) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..RUNS {
        let one = once(&host).await?;
        start.push(one.start);
        whole.push(one.whole);
        memory.extend(one.memory);
        plain.push(process()?);
    }
    let start = Figure::new("until it runs", "ms", start);
    report.verdicts.push(Verdict {
        what: "until it runs".to_owned(),
        value: start.median(),
        unit: "ms",
        bar: Bar::AtMost(START),
    });
    report.figures.push(start);
    report
        .figures
        .push(Figure::new("until all of it is gone again", "ms", whole));
    report.figures.push(Figure::new(
        "a plain process of the host, until it has ended",
        "ms",
        plain,
    ));
    let memory = Figure::new("memory of ours for one that waits", "MB", memory);
    report.verdicts.push(Verdict {
        what: "memory of ours for one that waits".to_owned(),
        value: memory.median(),
        unit: "MB",
        bar: Bar::AtMost(MEMORY),
    });
    report.figures.push(memory);
    report
        .notes
        .push(format!("isolates: {}", host.report().isolates()));
    Ok(report)
}

struct Once {
    start: f64,
    whole: f64,
    memory: Option<f64>,
}

async fn once(host: &Host) -> Result<Once, String> {
    let began = Instant::now();
    let running = host.start(Spec::new("bench", ["/bin/sleep", "1000"]));
    let running = running.await.map_err(|e| e.to_string())?;
    let start = began.elapsed().as_secs_f64() * 1e3;
    let memory = proportional(running.pid());
    running.kill();
    running.wait().await;
    Ok(Once {
        start,
        whole: began.elapsed().as_secs_f64() * 1e3,
        memory,
    })
}

/// The proportional set size of a process, in megabytes.
fn proportional(pid: u32) -> Option<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("Pss:"))?;
    line.split_whitespace()
        .next()?
        .parse::<f64>()
        .ok()
        .map(|kib| kib / 1024.0)
}

fn process() -> Result<f64, String> {
    let began = Instant::now();
    let ended = Command::new("/bin/true")
        .status()
        .map_err(|e| e.to_string())?;
    match ended.success() {
        true => Ok(began.elapsed().as_secs_f64() * 1e3),
        false => Err("/bin/true failed".to_owned()),
    }
}
