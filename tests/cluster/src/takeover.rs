//! How long it takes until another does the work of a node that was killed.

use crate::book::{Book, lease_of};
use crate::workers::Workers;
use crate::{Finding, Outcome, settings};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::time::Duration;

/// So long lasts one kill, about.
const ROUND: u64 = 3;
/// What a node does when it is killed is done by another within this.
pub const BAR: Duration = Duration::from_secs(5);
/// Timers fall due this often.
const EVERY: Duration = Duration::from_millis(25);

pub fn run() -> Outcome {
    let mut chance = settings::chance("takeover");
    let url = haneul_testkit_postgres::shared().url("takeover");
    let mut workers = Workers::over(&url)?;
    let mut book = Book::open(&url)?;
    wait_until_shared(&book, workers.count())?;
    let mut took = Vec::new();
    let rounds = (settings::load().as_secs() / ROUND).max(1);
    for _ in 0..rounds {
        let (worker, held) = holder(&book, &workers, chance.number())?;
        let first = book.appointed.len();
        let count = (BAR.as_millis() / EVERY.as_millis()) as u32 + 40;
        book.appoint((0..count).map(|n| EVERY * n))?;
        std::thread::sleep(Duration::from_millis(200 + chance.below(800) as u64));
        workers.kill(worker)?;
        let killed = book.now();
        book.check(BAR * 3)?;
        took.push(gap(&book, first, &held, killed)?);
        workers.start_again(worker)?;
        wait_until_shared(&book, workers.count())?;
    }
    let worst = took.iter().max().copied().unwrap_or_default();
    if worst > BAR {
        return Err(format!("after a kill it took {took:.1?} until another did the work").into());
    }
    Ok(Finding::Held(format!(
        "{rounds} kills; until another did the work it took {took:.1?}"
    )))
}

/// A worker and the leases it holds.
fn holder(book: &Book, workers: &Workers, chance: u64) -> Outcome<(usize, Vec<String>)> {
    let leases = book.leases()?;
    let of = |worker: usize| -> Vec<String> {
        let held = leases.iter().filter(|(name, lease)| {
            name.starts_with("timers/") && workers.named(&lease.holder) == Some(worker)
        });
        held.map(|(name, _)| name.clone()).collect()
    };
    let count = workers.count();
    let order = (0..count).map(|n| (n + chance as usize % count) % count);
    let found = order.map(|worker| (worker, of(worker)));
    let found = found.into_iter().find(|(_, held)| !held.is_empty());
    Ok(found.ok_or("nobody holds any timers")?)
}

/// Each worker holds something, as far as chance gave it any part, and nobody else does.
pub fn wait_until_shared(book: &Book, workers: usize) -> Outcome<()> {
    for _ in 0..200 {
        let leases = book.leases()?;
        let mut holders: Vec<_> = leases.iter().map(|(_, lease)| &lease.holder).collect();
        holders.sort();
        holders.dedup();
        let held = leases.iter().all(|(_, lease)| !lease.holder.is_empty());
        if held && holders.len() == workers {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Err("the nodes do not share their work".into())
}

/// From when the holder died until a timer of each of its parts ran again.
fn gap(book: &Book, first: usize, held: &[String], killed: Timestamp) -> Outcome<Duration> {
    let killed = killed.as_microsecond();
    let effects = book.effects()?;
    let mut resumed: BTreeMap<String, i64> = BTreeMap::new();
    for n in first..book.appointed.len() {
        let id = format!("timer-{n}");
        let Some(effect) = effects.get(&id).filter(|effect| effect.ran > killed) else {
            continue;
        };
        let lease = lease_of(&id, Timestamp::from_microsecond(effect.due)?);
        if held.contains(&lease) {
            let known = resumed.entry(lease).or_insert(effect.ran);
            *known = effect.ran.min(*known);
        }
    }
    if resumed.len() < held.len() {
        return Err("of some part no timer fell due after its holder was killed".into());
    }
    let last = resumed.values().max().copied().unwrap_or(killed);
    Ok(Duration::from_micros((last - killed) as u64))
}
