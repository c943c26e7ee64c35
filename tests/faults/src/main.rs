//! Treats the real binary badly and looks at what it does: `haneul-faults [fault…]`.

mod answer;
mod big;
mod chance;
mod client;
mod cloud;
mod cut;
mod full_disk;
mod fuzz;
mod idle;
mod kill;
mod settings;
mod slow;

use std::process::ExitCode;
use std::time::Instant;

/// What a fault found out, in a line.
pub enum Finding {
    Held(String),
    /// This machine does not allow it; said loudly.
    Skipped(String),
}

pub type Outcome<T = Finding> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const FAULTS: &[(&str, fn() -> Outcome)] = &[
    ("kill", kill::run),
    ("full-disk", full_disk::run),
    ("slow", slow::run),
    ("idle", idle::run),
    ("cut", cut::run),
    ("big", big::run),
    ("fuzz", fuzz::run),
];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted.iter().find(|w| FAULTS.iter().all(|(n, _)| n != w)) {
        let known: Vec<&str> = FAULTS.iter().map(|(name, _)| *name).collect();
        eprintln!(
            "there is no fault {unknown}; there are: {}",
            known.join(" ")
        );
        return ExitCode::FAILURE;
    }
    println!("chance begins at {} (HANEUL_FAULT_SEED)", settings::seed());
    let mut failed = Vec::new();
    for (name, run) in FAULTS {
        if !wanted.is_empty() && wanted.iter().all(|w| w != name) {
            continue;
        }
        let began = Instant::now();
        let outcome = run();
        let took = began.elapsed().as_secs_f64();
        match outcome {
            Ok(Finding::Held(said)) => println!("{name:<10} held     {took:>6.1} s  {said}"),
            Ok(Finding::Skipped(why)) => println!("{name:<10} SKIPPED  {took:>6.1} s  {why}"),
            Err(problem) => {
                println!("{name:<10} FAILED   {took:>6.1} s  {problem}");
                failed.push(*name);
            }
        }
    }
    if failed.is_empty() {
        println!("every fault was survived");
        return ExitCode::SUCCESS;
    }
    println!("not survived: {}", failed.join(" "));
    ExitCode::FAILURE
}
