//! Several nodes over one database, badly treated, and what their clients see:
//! `haneul-cluster [--seconds N] [checker…]`.

mod book;
mod caller;
mod cut;
mod cut_work;
mod database;
mod disturb;
mod failover;
mod fanout;
mod fifo;
mod letters;
mod load;
mod messages;
mod namespace;
mod nodes;
mod proxy;
mod rights;
mod settings;
mod takeover;
mod timers;
mod transfers;
mod worker;
mod workers;

use haneul_faults::{Check, Finding, Outcome};
use std::process::ExitCode;

const CHECKERS: &[Check] = &[
    ("transfers", transfers::run),
    ("messages", messages::run),
    ("fifo", fifo::run),
    ("fanout", fanout::run),
    ("timers", timers::run),
    ("takeover", takeover::run),
    ("rights", rights::run),
    ("database", database::run),
    ("failover", failover::run),
    ("cut", cut::run),
];

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    // This program again, as a node that runs timers.
    if let [command, url, name, blobs] = words.as_slice() {
        if command == worker::COMMAND {
            return worker::run(url, name, blobs);
        }
    }
    if let Err(problem) = settings::take(&mut words) {
        eprintln!("{problem}");
        return ExitCode::FAILURE;
    }
    println!("chance begins at {} (HANEUL_SEED)", settings::seed());
    haneul_faults::run(CHECKERS, &words)
}
