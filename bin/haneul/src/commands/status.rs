//! `haneul status`: what the running cloud is doing.

use super::{shown, zone};
use crate::door::Door;
use serde_json::Value as Json;

pub fn run(endpoint: Option<&str>) -> Result<(), String> {
    let door = Door::of(endpoint)?;
    let status = door.get("status")?;
    let row = |name: &str, value: String| println!("{name:<12} {value}");
    row(
        "cloud",
        format!("Haneul {} at {}", shown(&status["version"]), door.url()),
    );
    row("account", shown(&status["account"]));
    row(
        "data",
        match &status["data"] {
            Json::Null => "in memory".to_owned(),
            dir => shown(dir),
        },
    );
    row(
        "clock",
        format!(
            "{} {}",
            shown(&status["clock"]["now"]),
            shown(&status["clock"]["mode"])
        ),
    );
    row("up", format!("{} s", shown(&status["uptimeSeconds"])));
    let store = &status["store"];
    row(
        "store",
        format!(
            "{}, {} commits in {} flushes, {} bytes",
            shown(&store["engine"]),
            shown(&store["commits"]),
            shown(&store["flushes"]),
            shown(&store["diskBytes"])
        ),
    );
    row(
        "waiting",
        format!(
            "{} timers, {} calls in the outbox",
            shown(&status["timersWaiting"]),
            shown(&status["outboxWaiting"])
        ),
    );
    if status["disorder"]["rate"] != 0.0 {
        let rate = shown(&status["disorder"]["rate"]);
        row(
            "disorder",
            format!("{rate} of messages come twice or out of order"),
        );
    }
    zone::show(&door.get("zones")?);
    nodes(&door.get("nodes")?);
    for (name, seen) in status["background"].as_object().into_iter().flatten() {
        let runs = format!(
            "{} runs, {} failures",
            shown(&seen["runs"]),
            shown(&seen["failures"])
        );
        let error = match &seen["last_error"] {
            Json::Null => String::new(),
            error => format!(", last: {}", shown(error)),
        };
        println!("  {name}: {runs}{error}");
    }
    Ok(())
}

/// Nothing where a process is alone with its data.
fn nodes(json: &Json) {
    let nodes = json["nodes"].as_array().map_or(&[][..], Vec::as_slice);
    if nodes.is_empty() {
        return;
    }
    println!("nodes");
    for node in nodes {
        let here = if node["id"] == json["node"] {
            " (this one)"
        } else {
            ""
        };
        let state = match node["alive"].as_bool() {
            Some(true) => format!(
                "{} calls/s, lag {} µs, {} pieces of work",
                shown(&node["callsPerSecond"]),
                shown(&node["lagMicroseconds"]),
                node["work"].as_array().map_or(0, Vec::len),
            ),
            _ => format!("silent for {} ms", shown(&node["silentMilliseconds"])),
        };
        println!(
            "  {}{here}: Haneul {} at {}, {state}",
            shown(&node["id"]),
            shown(&node["version"]),
            shown(&node["address"]),
        );
    }
}
