//! A standard queue while nodes are killed: nothing acknowledged is lost, nothing is handed to two
//! at once, nothing deleted comes back.

use crate::load::Load;
use crate::nodes::Nodes;
use crate::{Finding, Outcome, disturb, settings};
use std::time::{Duration, Instant};

/// How long who receives a message has it alone.
const WINDOW: Duration = Duration::from_secs(3);

pub fn run() -> Outcome {
    let mut chance = settings::chance("messages");
    let nodes = Nodes::over(haneul_testkit_postgres::shared(), "messages")?;
    let load = Load::new(&nodes, "letters", WINDOW)?;
    let end = Instant::now() + settings::load();
    let kills = load.during(&mut chance, |chance| {
        disturb::kill_until(&nodes, chance, end)
    })?;
    load.settle()?;
    nodes.check_health()?;
    let counts = load.letters.counts();
    Ok(Finding::Held(format!(
        "{} kills; {} sends acknowledged, {} messages handed out, {} deletes acknowledged; slowest start {:.1?}",
        kills.count, counts.acknowledged, counts.handed, counts.deleted, kills.slowest_start
    )))
}
