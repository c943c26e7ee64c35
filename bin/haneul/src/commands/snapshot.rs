//! `haneul snapshot`: the whole cloud in a file, and back.

use super::shown;
use crate::cli::SnapshotAction;
use crate::door::Door;
use serde_json::{Value as Json, json};

pub fn run(endpoint: Option<&str>, action: SnapshotAction) -> Result<(), String> {
    let door = Door::of(endpoint)?;
    match action {
        SnapshotAction::Save { name } => {
            let saved = door.post("snapshots", &json!({ "save": absolute(&name)? }))?;
            println!(
                "saved {} ({} bytes)",
                shown(&saved["saved"]),
                shown(&saved["bytes"])
            );
        }
        SnapshotAction::Load { name } => {
            let loaded = door.post("snapshots", &json!({ "load": absolute(&name)? }))?;
            println!("loaded {}", shown(&loaded["loaded"]));
        }
        SnapshotAction::List => {
            let listed = door.get("snapshots")?;
            for snapshot in listed["snapshots"].as_array().into_iter().flatten() {
                print_row(snapshot);
            }
        }
    }
    Ok(())
}

fn print_row(snapshot: &Json) {
    println!(
        "{:<24} {:>12} bytes  {}",
        shown(&snapshot["name"]),
        shown(&snapshot["bytes"]),
        shown(&snapshot["path"])
    );
}

/// The cloud may run in another directory: a path is made whole here.
fn absolute(name: &str) -> Result<String, String> {
    if !name.contains(std::path::MAIN_SEPARATOR) {
        return Ok(name.to_owned());
    }
    let path = std::path::absolute(name).map_err(|e| e.to_string())?;
    Ok(path.to_string_lossy().into_owned())
}
