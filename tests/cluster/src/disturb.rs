//! Nodes that die while others work, one at a time.

use crate::Outcome;
use crate::nodes::Nodes;
use haneul_faults::chance::Chance;
use std::thread;
use std::time::{Duration, Instant};

#[derive(Default)]
pub struct Kills {
    pub count: usize,
    pub slowest_start: Duration,
}

/// Kills now one, now another, and starts it again soon after.
pub fn kill_until(nodes: &Nodes, chance: &mut Chance, end: Instant) -> Outcome<Kills> {
    let mut kills = Kills::default();
    while Instant::now() < end {
        pause(chance, 200, 1_200);
        let node = chance.below(nodes.count());
        nodes.kill(node)?;
        kills.count += 1;
        pause(chance, 0, 600);
        kills.slowest_start = kills.slowest_start.max(nodes.start_again(node)?);
    }
    Ok(kills)
}

pub fn pause(chance: &mut Chance, from: u64, to: u64) {
    let millis = from + chance.below((to - from) as usize) as u64;
    thread::sleep(Duration::from_millis(millis));
}
