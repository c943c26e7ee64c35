//! `haneul why`: what decided over a call.

use super::shown;
use crate::door::Door;

pub fn run(endpoint: Option<&str>, request_id: &str) -> Result<(), String> {
    let record = Door::of(endpoint)?.get(&format!("calls/{request_id}"))?;
    let verdict = &record["verdict"];
    let answer = match verdict["allowed"].as_bool() {
        Some(true) => "allowed",
        _ => "refused",
    };
    println!("{answer}: {}", shown(&verdict["reason"]));
    println!(
        "  call      {}:{} at {}",
        shown(&record["service"]),
        shown(&record["operation"]),
        shown(&record["at"])
    );
    println!(
        "  caller    {} (key {})",
        shown(&record["principal"]),
        shown(&record["access_key"])
    );
    println!(
        "  from      {} with {}",
        shown(&record["source_ip"]),
        shown(&record["user_agent"])
    );
    println!(
        "  status    {} {}",
        shown(&record["status"]),
        shown(&record["error"])
    );
    for check in verdict["checks"].as_array().into_iter().flatten() {
        println!(
            "  check     {} on {}",
            shown(&check["action"]),
            shown(&check["resource"])
        );
        println!("            {}", shown(&check["step"]));
        for statement in check["matched"].as_array().into_iter().flatten() {
            println!("            {}", shown(statement));
        }
        for pair in check["keys"].as_array().into_iter().flatten() {
            println!("            {} = {}", shown(&pair[0]), shown(&pair[1]));
        }
    }
    Ok(())
}
