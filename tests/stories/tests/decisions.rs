//! Tables of decisions (`stories/decisions`): each row is asked by a real call and by the policy
//! simulator, which must agree with the row and so with each other.

mod decisions {
    pub mod ask;
    pub mod short;
    pub mod simulate;
    pub mod table;
}

use decisions::table::{Section, Verdict};
use decisions::{ask, simulate, table};
use haneul_stories::house;
use libtest_mimic::{Arguments, Trial};
use std::path::Path;

/// So many rows there are at least.
const ROWS: usize = 600;

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../stories/decisions");
    let tables = table::all(&folder).expect("the tables can be read");
    let rows: usize = tables
        .iter()
        .flat_map(|t| &t.sections)
        .map(|s| s.rows.len())
        .sum();
    let mut trials = vec![Trial::test("there are rows enough", move || {
        match rows >= ROWS {
            true => Ok(()),
            false => Err(format!("{rows} of {ROWS}").into()),
        }
    })];
    for table in tables {
        for section in table.sections {
            let name = format!("{}: {}", table.name, section.title);
            trials.push(Trial::test(name, move || {
                let faults = house::run(judge(&section))?;
                match faults.is_empty() {
                    true => Ok(()),
                    false => Err(faults.join("\n").into()),
                }
            }));
        }
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

async fn judge(section: &Section) -> Result<Vec<String>, String> {
    let world = ask::World::set(section).await?;
    let mut faults = Vec::new();
    for row in &section.rows {
        let real = world.ask(section, row).await?;
        let simulated = match section.is_simulated() {
            true => Some(simulate::ask(&world, section, row).await?),
            false => None,
        };
        let said = [("the call", Some(real)), ("the simulator", simulated)];
        for (who, verdict) in said {
            if verdict.is_some_and(|verdict| verdict != row.verdict) {
                let (line, text) = (row.line, &row.text);
                let verdict = verdict.map_or("", Verdict::word);
                faults.push(format!("line {line}: {text}\n    {who} says: {verdict}"));
            }
        }
    }
    Ok(faults)
}
