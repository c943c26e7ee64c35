//! `haneul upgrade status`: which level of stored formats is in use, and whom a higher one waits for.

use super::shown;
use crate::cli::UpgradeAction;
use crate::door::Door;
use serde_json::Value as Json;

pub fn run(endpoint: Option<&str>, action: UpgradeAction) -> Result<(), String> {
    match action {
        UpgradeAction::Status => status(&Door::of(endpoint)?.get("nodes")?),
    }
    Ok(())
}

fn status(json: &Json) {
    let number = |json: &Json| json.as_u64().unwrap_or_default();
    let level = &json["level"];
    let (active, known) = (number(&level["active"]), number(&level["known"]));
    println!("stored formats  level {active}; this node knows up to {known}");
    let nodes = json["nodes"].as_array().map_or(&[][..], Vec::as_slice);
    for node in nodes {
        let state = match node["alive"].as_bool() {
            Some(true) => "alive",
            _ => "silent",
        };
        println!(
            "  {}: Haneul {}, knows up to {}, {state}",
            shown(&node["id"]),
            shown(&node["version"]),
            shown(&node["level"]),
        );
    }
    let holds_back = |node: &&Json| node["alive"] == true && number(&node["level"]) < known;
    let waited: Vec<String> = nodes
        .iter()
        .filter(holds_back)
        .map(|n| shown(&n["id"]))
        .collect();
    match (active < known, waited.is_empty()) {
        (false, _) => println!("nothing to upgrade"),
        (true, true) => println!("all nodes know level {known}: it is taken up within seconds"),
        (true, false) => println!(
            "level {known} is taken up once these nodes run the newer version: {}",
            waited.join(", ")
        ),
    }
}
