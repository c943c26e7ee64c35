//! Several nodes and one database in one process, without threads and without real time. A seed
//! decides what happens on the way between them, so what went wrong once goes wrong again.
//!
//! `HANEUL_SIM_SEED=<n> cargo test -p haneul-store-postgres one_seed -- --nocapture` shows all that
//! happens in a run, `HANEUL_SIM_SEEDS=<n> cargo test -p haneul-store-postgres many_seeds` tries
//! more of them.

mod chance;
mod checks;
mod network;
mod process;
mod reads;
mod rows;
mod run;
mod tables;
mod workloads;

use run::run;
use tables::Flaw;

const SEEDS: u64 = 200;

fn variable(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .and_then(|value| value.parse().ok())
}

#[test]
fn many_seeds() {
    let (mut done, mut unknown, mut refused) = (0, 0, 0);
    let seeds = variable("HANEUL_SIM_SEEDS").unwrap_or(SEEDS);
    for seed in 0..seeds {
        let outcome = run(seed, None, false);
        outcome.assert_right();
        done += outcome.done;
        unknown += outcome.unknown;
        refused += outcome.refused;
    }
    println!("{seeds} seeds: {done} done, {unknown} unknown, {refused} refused");
    // Weather in which nothing gets through would prove nothing, nor would sunshine.
    assert!(done > 40 * seeds && unknown + refused > seeds);
}

#[test]
fn one_seed() {
    let seed = variable("HANEUL_SIM_SEED");
    run(seed.unwrap_or(0), None, seed.is_some()).assert_right();
}

#[test]
fn the_same_seed_is_the_same_run() {
    for seed in 0..20 {
        let (one, two) = (run(seed, None, false), run(seed, None, false));
        assert_eq!(
            (one.digest, one.lines),
            (two.digest, two.lines),
            "seed {seed}"
        );
    }
    assert_ne!(run(1, None, false).digest, run(2, None, false).digest);
}

/// A flawed database is found out by one of so many seeds.
fn is_noticed(flaw: Flaw, seeds: u64) {
    let wrong = |seed| !run(seed, Some(flaw), false).wrong.is_empty();
    let noticed = (0..seeds).find(|seed| wrong(*seed));
    let Some(seed) = noticed else {
        panic!("{seeds} seeds do not notice {flaw:?}");
    };
    println!("{flaw:?} is noticed by seed {seed}");
}

#[test]
fn it_is_noticed_when_the_version_is_not_checked() {
    is_noticed(Flaw::AnyVersion, 20);
}

/// What is on its way when it is looked for may then commit nevertheless.
#[test]
fn it_is_noticed_when_there_is_no_fence() {
    is_noticed(Flaw::NoFence, 400);
}

#[test]
fn it_is_noticed_when_a_lost_answer_counts_as_not_committed() {
    is_noticed(Flaw::NeverFound, 20);
}

#[test]
fn it_is_noticed_when_a_lost_answer_counts_as_committed() {
    is_noticed(Flaw::AlwaysFound, 20);
}

#[test]
fn it_is_noticed_when_a_shortened_log_counts_as_not_committed() {
    is_noticed(Flaw::ShortMemory, 400);
}

#[test]
fn it_is_noticed_when_what_was_acknowledged_is_forgotten() {
    is_noticed(Flaw::Forgets, 20);
    is_noticed(Flaw::HalfWritten, 20);
}

#[test]
fn it_is_noticed_when_the_log_hides_something() {
    is_noticed(Flaw::HidesKeys, 20);
}

#[test]
fn it_is_noticed_when_rows_are_older_than_they_say() {
    is_noticed(Flaw::OldRows, 20);
}
