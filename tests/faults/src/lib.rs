//! What those need who treat the real binary badly: starting and killing it, a client that signs,
//! chance that can be repeated, and running checks one after the other.

pub mod answer;
pub mod chance;
pub mod client;
pub mod cloud;
pub mod settings;

use std::process::ExitCode;
use std::time::Instant;

/// What a check found out, in a line.
pub enum Finding {
    Held(String),
    /// This machine does not allow it; said loudly.
    Skipped(String),
}

pub type Outcome<T = Finding> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

pub type Check = (&'static str, fn() -> Outcome);

/// Runs the checks of these names, or all, and says in a line what came of each.
pub fn run(checks: &[Check], wanted: &[String]) -> ExitCode {
    if let Some(unknown) = wanted.iter().find(|w| checks.iter().all(|(n, _)| n != w)) {
        let known: Vec<&str> = checks.iter().map(|(name, _)| *name).collect();
        eprintln!("there is no {unknown}; there are: {}", known.join(" "));
        return ExitCode::FAILURE;
    }
    let mut failed = Vec::new();
    for (name, run) in checks {
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
        println!("everything was survived");
        return ExitCode::SUCCESS;
    }
    println!("not survived: {}", failed.join(" "));
    ExitCode::FAILURE
}
