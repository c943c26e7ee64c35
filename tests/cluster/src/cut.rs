//! A node that is cut off from the database, with nobody told: it refuses soon, others take its
//! work over, nothing it still does counts, and it comes back by itself.

use crate::caller::Said;
use crate::load::Load;
use crate::nodes::{COUNT, Nodes};
use crate::proxy::Proxy;
use crate::{Finding, Outcome, cut_work, database, settings};
use haneul_faults::client::Call;
use serde_json::json;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(3);
/// A call to the node that is cut off is refused within this, from when it is known to be.
const SOON: Duration = Duration::from_secs(5);

pub fn run() -> Outcome {
    let work = cut_work::run()?;
    let calls = calls()?;
    Ok(Finding::Held(format!("{work}; {calls}")))
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
        let slowest = refused(&nodes, Duration::from_secs(6))?;
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
