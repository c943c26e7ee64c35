//! A release build from nothing.

use crate::Options;
use crate::cloud;
use crate::report::{Bar, Figure, Report, Verdict};
use std::process::Command;
use std::time::Instant;

/// In minutes.
const BAR: f64 = 10.0;

pub fn run(options: &Options) -> Result<Report, String> {
    let target = options.scratch()?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let start = Instant::now();
    let status = Command::new(cargo)
        .args(["build", "--quiet", "--release", "-p", "haneul"])
        .current_dir(cloud::workspace())
        .env("CARGO_TARGET_DIR", target.path())
        .status();
    let minutes = start.elapsed().as_secs_f64() / 60.0;
    if !status.is_ok_and(|status| status.success()) {
        return Err("the build failed".to_owned());
    }
    let binary = target.path().join("release/haneul");
    let size = std::fs::metadata(&binary).map_or(0, |file| file.len());
    let mut report = Report::new("build", "a release build from an empty target directory");
    let mut figure = Figure::new("cargo build --release", "min", vec![minutes]);
    figure.besides.push(("the binary", "MB", size as f64 / 1e6));
    report.figures.push(figure);
    report.verdicts.push(Verdict {
        what: "cargo build --release".to_owned(),
        value: minutes,
        unit: "min",
        bar: Bar::AtMost(BAR),
    });
    Ok(report)
}
