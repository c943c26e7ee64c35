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
    let early = effects.values().find(|effect| effect.ran < effect.due);
    if let Some(early) = early {
        return Err(format!("a timer ran before it was due: {early:?}").into());
    }
    let latest = effects.values().map(|effect| effect.late()).max();
    let moved = advance(&mut book, &mut workers)?;
    Ok(Finding::Held(format!(
        "{} timers, {kills} kills; each ran once, the latest {:.1?} after its time; {moved}",
        effects.len(),
        latest.unwrap_or_default()
    )))
}

/// One node moves the clock while the others run: what falls due on the way runs once, at its own
/// time, before the move is done.
fn advance(book: &mut Book, workers: &mut Workers) -> Outcome<String> {
    const TIMERS: u32 = 100;
    const AHEAD: Duration = Duration::from_secs(600);
    let first = book.appointed.len();
    // Not before the move begins, which waits for another node's beat at worst.
    book.appoint((0..TIMERS).map(|n| AHEAD / 2 + AHEAD / 4 * n / TIMERS))?;
    workers.advance(0, AHEAD.as_secs())?;
    let effects = book.effects()?;
    for n in first..book.appointed.len() {
        let id = format!("timer-{n}");
        match effects.get(&id) {
            Some(effect) if effect.count == 1 && effect.late() < Duration::from_secs(1) => {}
            Some(effect) => return Err(format!("{id}, as the clock was moved: {effect:?}").into()),
            None => return Err(format!("{id} was skipped as the clock was moved").into()),
        }
    }
    Ok(format!("{TIMERS} more as the clock was moved over them"))
}

fn soon(chance: &mut Chance) -> Duration {
    Duration::from_millis(chance.below(2_000) as u64)
}
