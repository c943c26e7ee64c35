//! `cargo xtask test`: everything that must hold, in one command. It needs cargo, python3
//! and PostgreSQL's server programs.

mod debian;
mod postgres;
mod python;
mod room;
pub mod run;
mod steps;

use crate::Outcome;
use std::time::Instant;

/// What the words after `test` ask for.
#[derive(Clone, Copy, Default)]
pub struct Options {
    /// Leaves out the faults and the optimised build.
    pub quick: bool,
}

pub fn run(options: Options) -> Outcome {
    let began = Instant::now();
    let mut times = Vec::new();
    room::make()?;
    for step in steps::all(options) {
        println!("\n=== {}", step.name);
        let began = Instant::now();
        if let Err(problem) = (step.run)() {
            return Err(format!(
                "\n=== FAILED: {} after {} ({problem})\n    alone: {}",
                step.name,
                run::shown(began.elapsed()),
                step.alone
            )
            .into());
        }
        let took = run::shown(began.elapsed());
        println!("=== {} passed in {took}", step.name);
        times.push((step.name, took));
    }
    println!();
    for (name, took) in times {
        println!("{name:<28} {took:>10}");
    }
    println!(
        "{:<28} {:>10}",
        "everything passed in",
        run::shown(began.elapsed())
    );
    Ok(())
}
