//! The primary dies and its synchronous replica is promoted: nodes that know of both go on, and
//! nothing acknowledged is lost.

use crate::database::{HANGS, answering_again};
use crate::load::Load;
use crate::nodes::{COUNT, Nodes};
use crate::{Finding, Outcome, disturb, settings};
use haneul_testkit_postgres::Server;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

const WINDOW: Duration = Duration::from_secs(3);

pub fn run() -> Outcome {
    let mut chance = settings::chance("failover");
    let primary = Server::try_start(None)?;
    let replica = primary.try_start_replica()?;
    let both = format!("127.0.0.1:{},127.0.0.1:{}", primary.port(), replica.port());
    let url = format!("postgres://postgres@{both}/postgres?schema=haneul");
    let nodes = Nodes::start(&vec![url; COUNT])?;
    let load = Load::new(&nodes, "letters", WINDOW)?;
    let (promoting, back) = load.during(&mut chance, |chance| {
        disturb::pause(chance, 1_000, 2_500);
        primary.kill();
        // As long as someone takes to notice.
        disturb::pause(chance, 500, 2_000);
        let began = Instant::now();
        replica.promote()?;
        let promoting = began.elapsed();
        let back = answering_again(&nodes)?;
        disturb::pause(chance, 1_000, 2_000);
        Ok((promoting, back))
    })?;
    load.settle()?;
    nodes.check_health()?;
    let slowest = load.slowest.lock().unwrap_or_else(PoisonError::into_inner);
    if *slowest > HANGS {
        return Err(format!("a call took {slowest:.1?}").into());
    }
    let counts = load.letters.counts();
    Ok(Finding::Held(format!(
        "promoted in {promoting:.1?}, nodes went on {back:.1?} later; {} sends and {} deletes acknowledged; \
         slowest call {slowest:.1?}",
        counts.acknowledged, counts.deleted
    )))
}
