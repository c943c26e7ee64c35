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
    let workers = Workers::start(&places)?;
    let mut book = Book::open(&url)?;
    wait_until_shared(&book, workers.count())?;
    let leases = book.leases()?.into_iter();
    let held = leases.filter(|(_, lease)| workers.named(&lease.holder) == Some(ODD));
    let held: Vec<String> = held.map(|(name, _)| name).collect();
    book.appoint((0..TIMERS).map(|n| EVERY * n))?;
    std::thread::sleep(Duration::from_millis(500 + chance.below(500) as u64));
    cut();
    let since = book.now().as_microsecond();
    std::thread::sleep(CUT);
    mend();
    let effects = book.check(Duration::from_secs(20))?;
    let mut latest = Duration::ZERO;
    for (id, effect) in effects.iter().filter(|(_, effect)| effect.ran > since) {
        if held.contains(&lease_of(id, Timestamp::from_microsecond(effect.due)?)) {
            latest = latest.max(effect.late());
        }
    }
    // It comes back by itself, and gets work again.
    wait_until_shared(&book, workers.count())?;
    match latest > BAR {
        true => Err(format!("timers of the cut node ran {latest:.1?} late").into()),
        false => Ok(latest),
    }
}
