//! Timers while the nodes that run them are killed: each has its effect once, none is skipped.

use crate::book::Book;
use crate::workers::Workers;
use crate::{Finding, Outcome, disturb, settings};
use haneul_faults::chance::Chance;
use std::time::{Duration, Instant};

pub fn run() -> Outcome {
    let mut chance = settings::chance("timers");
    let url = haneul_testkit_postgres::shared().url("timers");
    let mut workers = Workers::over(&url)?;
    let mut book = Book::open(&url)?;
    let end = Instant::now() + settings::load();
    let mut kills = 0;
    while Instant::now() < end {
        let some = chance.below(30);
        book.appoint((0..some).map(|_| soon(&mut chance)))?;
        disturb::pause(&mut chance, 100, 900);
        let worker = chance.below(workers.count());
        workers.kill(worker)?;
        kills += 1;
        disturb::pause(&mut chance, 0, 400);
        workers.start_again(worker)?;
    }
    let effects = book.check(Duration::from_secs(30))?;
    let early = effects.values().filter(|effect| effect.ran < effect.due);
    if let Some(early) = early.last() {
        return Err(format!("a timer ran before it was due: {early:?}").into());
    }
    let latest = effects.values().map(|effect| effect.late()).max();
    Ok(Finding::Held(format!(
        "{} timers, {kills} kills; each ran once, the latest {:.1?} after its time",
        effects.len(),
        latest.unwrap_or_default()
    )))
}

fn soon(chance: &mut Chance) -> Duration {
    Duration::from_millis(chance.below(2_000) as u64)
}
