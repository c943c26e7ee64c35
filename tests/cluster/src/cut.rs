//! A node that is cut off from the database, with nobody told: it refuses soon, others take its
//! work over, nothing it still does counts, and it comes back by itself.

use crate::book::{Book, lease_of};
use crate::caller::Said;
use crate::load::Load;
use crate::nodes::{COUNT, Nodes};
use crate::proxy::Proxy;
use crate::takeover::{BAR, holder, wait_until_shared};
use crate::workers::Workers;
use crate::{Finding, Outcome, database, settings};
use haneul_faults::client::Call;
use jiff::Timestamp;
use serde_json::json;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(5);
/// A call to the node that is cut off is refused within this, from when it is known to be.
const SOON: Duration = Duration::from_secs(5);
const EVERY: Duration = Duration::from_millis(25);

pub fn run() -> Outcome {
    let work = work()?;
    let calls = calls()?;
    Ok(Finding::Held(format!("{work}; {calls}")))
}

/// Timers: taken over in time, each run once, also when what the cut node sent arrives late.
fn work() -> Outcome<String> {
    let mut chance = settings::chance("cut");
    let server = haneul_testkit_postgres::shared();
    let url = server.url("cut_work");
    let proxies: Vec<Proxy> = (0..COUNT)
        .map(|_| Proxy::start(server.port()))
        .collect::<Outcome<_>>()?;
    let urls: Vec<String> = proxies.iter().map(|p| p.url(&url, server.port())).collect();
    let workers = Workers::start(&urls)?;
    let mut book = Book::open(&url)?;
    wait_until_shared(&book, workers.count())?;
    let mut took = Vec::new();
    for _ in 0..2 {
        let (worker, held) = holder(&book, &workers, chance.next())?;
        let first = book.appointed.len();
        book.appoint((0..360).map(|n| EVERY * n))?;
        std::thread::sleep(Duration::from_millis(500 + chance.below(500) as u64));
        proxies[worker].cut();
        let cut = book.now();
        std::thread::sleep(Duration::from_secs(6));
        proxies[worker].mend();
        let effects = book.check(Duration::from_secs(20))?;
        let latest = (first..book.appointed.len())
            .filter_map(|n| {
                let id = format!("timer-{n}");
                let effect = effects.get(&id)?;
                let due = Timestamp::from_microsecond(effect.due).ok()?;
                let is_its = held.contains(&lease_of(&id, due)) && effect.ran > cut.as_microsecond();
                is_its.then(|| effect.late())
            })
            .max();
        took.push(latest.ok_or("no timer of the cut node fell due")?);
        wait_until_shared(&book, workers.count())?;
    }
    let worst = took.iter().max().copied().unwrap_or_default();
    if worst > BAR {
        return Err(format!("timers of a cut node ran late by {took:.1?}").into());
    }
    Ok(format!(
        "{} timers ran once each, those of the cut node late by {took:.1?} at worst",
        book.appointed.len()
    ))
}

/// Clients: the node refuses while it is cut off, and answers again by itself.
fn calls() -> Outcome<String> {
    let mut chance = settings::chance("cut calls");
    let server = haneul_testkit_postgres::shared();
    let url = server.url("cut_calls");
    let proxy = Proxy::start(server.port())?;
    let mut urls = vec![url.clone(); COUNT];
    urls[0] = proxy.url(&url, server.port());
    let nodes = Nodes::start(&urls)?;
    let load = Load::new(&nodes, "letters", WINDOW)?;
    let (slowest, back) = load.during(&mut chance, |chance| {
        std::thread::sleep(Duration::from_millis(1_000 + chance.below(500) as u64));
        proxy.cut();
        let slowest = refused(&nodes, Duration::from_secs(8))?;
        proxy.mend();
        let back = database::answering_again(&nodes)?;
        Ok((slowest, back))
    })?;
    load.settle()?;
    nodes.check_health()?;
    let worst = load.slowest.lock().unwrap_or_else(PoisonError::into_inner);
    if *worst > database::HANGS {
        return Err(format!("a call took {worst:.1?}").into());
    }
    if slowest > SOON {
        return Err(format!("the cut node took {slowest:.1?} to refuse").into());
    }
    let counts = load.letters.counts();
    Ok(format!(
        "the cut node refused within {slowest:.1?}, answered {back:.1?} after it was mended; \
         {} sends acknowledged, slowest call under way {worst:.1?}",
        counts.acknowledged
    ))
}

/// Every call to the node that is cut off is answered 503; how long it took at worst.
fn refused(nodes: &Nodes, lasting: Duration) -> Outcome<Duration> {
    let mut caller = nodes.caller();
    let began = Instant::now();
    let mut slowest = Duration::ZERO;
    while began.elapsed() < lasting {
        let heard = caller.call(0, &Call::sqs("ListQueues", &json!({})));
        match &heard.said {
            Said::No { status: 503, .. } => slowest = slowest.max(heard.took()),
            // What it had asked for before.
            Said::Yes(_) if began.elapsed() < Duration::from_secs(1) => {}
            said => return Err(format!("the cut node answers {said:?}").into()),
        }
    }
    Ok(slowest)
}
