//! The work of a node that is cut off: taken over in time, each timer run once, also when what the
//! node had sent arrives late.

use crate::Outcome;
use crate::book::{Book, lease_of};
use crate::namespace::Namespace;
use crate::nodes::COUNT;
use crate::proxy::Proxy;
use crate::settings;
use crate::takeover::{BAR, wait_until_shared};
use crate::workers::{Place, Workers};
use haneul_testkit_postgres::Server;
use jiff::Timestamp;
use std::time::Duration;

/// Timers fall due this often, and for longer than the node is cut off.
const EVERY: Duration = Duration::from_millis(25);
const TIMERS: u32 = 320;
const CUT: Duration = Duration::from_secs(6);

/// The node that is cut off.
const ODD: usize = 0;

pub fn run() -> Outcome<String> {
    let server = haneul_testkit_postgres::shared();
    let held = Proxy::start(server.port())?;
    let url = server.url("cut_held");
    let place = Place {
        url: held.url(&url, server.port()),
        inside: Vec::new(),
    };
    let late = around(server, "cut_held", place, || held.cut(), || held.mend())?;
    let mut said = format!("{TIMERS} timers ran once each, at worst {late:.1?} late");
    let Some(network) = Namespace::make() else {
        return Ok(said + " (no namespaces here)");
    };
    let way = Proxy::start_at(&network.address, server.port())?;
    let url = server.url("cut_lost");
    let place = Place {
        url: way.url(&url, server.port()),
        inside: network.inside(),
    };
    let (unplug, plug_in) = (|| network.unplug(), || network.plug_in());
    let late = around(server, "cut_lost", place, unplug, plug_in)?;
    said += &format!(", and {late:.1?} with its packets lost");
    Ok(said)
}

/// How late timers of the odd node ran around the cut, at worst.
fn around(
    server: &Server,
    schema: &str,
    odd: Place,
    cut: impl Fn(),
    mend: impl Fn(),
) -> Outcome<Duration> {
    let mut chance = settings::chance(schema);
    let url = server.url(schema);
    let usual = Place {
        url: url.clone(),
        inside: Vec::new(),
    };
    let mut places = vec![usual; COUNT];
    places[ODD] = odd;
    let mut workers = Workers::start(&places)?;
    let mut book = Book::open(&url)?;
    let held = share(&book, &mut workers)?;
    book.appoint((0..TIMERS).map(|n| EVERY * n))?;
    std::thread::sleep(Duration::from_millis(500 + chance.below(500) as u64));
    cut();
    let since = book.now().as_microsecond();
    std::thread::sleep(CUT);
    mend();
    let effects = book.check(Duration::from_secs(20))?;
    let mut lates = Vec::new();
    for (id, effect) in effects.iter().filter(|(_, effect)| effect.ran > since) {
        if held.contains(&lease_of(id, Timestamp::from_microsecond(effect.due)?)) {
            lates.push(effect.late());
        }
    }
    // It comes back by itself, and gets work again.
    wait_until_shared(&book, workers.count())?;
    match lates.into_iter().max() {
        None => Err("no timer of the cut node fell due".into()),
        Some(late) if late > BAR => {
            Err(format!("timers of the cut node ran {late:.1?} late").into())
        }
        Some(late) => Ok(late),
    }
}

/// Until every node does a part of the work; which parts of the timers are the odd one's.
fn share(book: &Book, workers: &mut Workers) -> Outcome<Vec<String>> {
    loop {
        wait_until_shared(book, workers.count())?;
        let leases = book.leases()?.into_iter();
        let held = leases.filter(|(name, lease)| {
            name.starts_with("timers/") && workers.named(&lease.holder) == Some(ODD)
        });
        let held: Vec<String> = held.map(|(name, _)| name).collect();
        if !held.is_empty() {
            return Ok(held);
        }
        // Chance gave it others. What it is given goes by its name, which each start changes.
        workers.kill(ODD)?;
        workers.start_again(ODD)?;
    }
}
