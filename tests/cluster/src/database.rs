//! The database dies and comes back, under load: calls fail clearly and soon meanwhile, what was
//! acknowledged is there afterwards, and the nodes go on by themselves.

use crate::caller::Said;
use crate::load::Load;
use crate::nodes::Nodes;
use crate::{Finding, Outcome, disturb, settings};
use haneul_faults::client::Call;
use haneul_testkit_postgres::Server;
use serde_json::json;
use std::sync::PoisonError;
use std::time::{Duration, Instant};

/// So long lasts one kill, about.
const ROUND: u64 = 3;
/// No call takes longer, whatever happened to it.
pub const HANGS: Duration = Duration::from_secs(15);
/// Once the database is back, nodes answer again within this.
pub const BACK: Duration = Duration::from_secs(5);
const WINDOW: Duration = Duration::from_secs(3);

pub fn run() -> Outcome {
    let mut chance = settings::chance("database");
    let server = Server::try_start(None)?;
    let nodes = Nodes::over(&server, "haneul")?;
    let load = Load::new(&nodes, "letters", WINDOW)?;
    let rounds = (settings::load().as_secs() / ROUND).max(1);
    let back = load.during(&mut chance, |chance| {
        let mut back = Duration::ZERO;
        for _ in 0..rounds {
            disturb::pause(chance, 500, 1_500);
            server.kill();
            disturb::pause(chance, 300, 2_500);
            server.start_again();
            back = back.max(answering_again(&nodes)?);
        }
        Ok(back)
    })?;
    load.settle()?;
    nodes.check_health()?;
    let slowest = load.slowest.lock().unwrap_or_else(PoisonError::into_inner);
    if *slowest > HANGS {
        return Err(format!("a call took {slowest:.1?}").into());
    }
    let counts = load.letters.counts();
    Ok(Finding::Held(format!(
        "{rounds} kills of the database; {} sends and {} deletes acknowledged; nodes went on {back:.1?} \
         after it was back at worst; slowest call {slowest:.1?}",
        counts.acknowledged, counts.deleted
    )))
}

/// Until every node has done a change: how long that took.
pub fn answering_again(nodes: &Nodes) -> Outcome<Duration> {
    let began = Instant::now();
    let mut caller = nodes.caller();
    for node in 0..nodes.count() {
        let call = Call::sqs(
            "CreateQueue",
            &json!({ "QueueName": format!("again-{node}") }),
        );
        loop {
            let heard = caller.call(node, &call);
            if heard.is_yes() {
                break;
            }
            if let Some(fault) = heard.said.fault() {
                return Err(format!("node {node}: {fault}").into());
            }
            if began.elapsed() > BACK || matches!(heard.said, Said::Away) {
                let log = nodes.log(node);
                let last: Vec<&str> = log.lines().rev().take(4).collect();
                return Err(
                    format!("node {node} does not go on: {:?}, {last:?}", heard.said).into(),
                );
            }
        }
    }
    Ok(began.elapsed())
}
