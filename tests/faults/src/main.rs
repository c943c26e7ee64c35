//! Treats the real binary badly and looks at what it does: `haneul-faults [fault…]`.

mod big;
mod cut;
mod full_disk;
mod fuzz;
mod idle;
mod items;
mod kill;
mod slow;

use haneul_faults::{Check, Finding, Outcome, answer, chance, client, cloud, settings};
use std::process::ExitCode;

const FAULTS: &[Check] = &[
    ("kill", kill::run),
    ("items", items::run),
    ("full-disk", full_disk::run),
    ("slow", slow::run),
    ("idle", idle::run),
    ("cut", cut::run),
    ("big", big::run),
    ("fuzz", fuzz::run),
];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let seed = settings::seed();
    println!("chance begins at {seed} (HANEUL_FAULT_SEED)");
    haneul_faults::run(FAULTS, &wanted)
}
