//! `haneul reset`: empties the cloud.

use crate::door::Door;
use serde_json::json;
use std::io::{IsTerminal, Write};

pub fn run(endpoint: Option<&str>, yes: bool) -> Result<(), String> {
    let door = Door::of(endpoint)?;
    let question = format!("Delete everything in the cloud at {}?", door.url());
    if !yes && !agreed(&question)? {
        return Err("nothing was changed".to_owned());
    }
    door.post("reset", &json!({}))?;
    println!("every account and Region is empty");
    Ok(())
}

/// Whether whoever sits there says yes.
pub(super) fn agreed(question: &str) -> Result<bool, String> {
    if !std::io::stdin().is_terminal() {
        return Err("this deletes everything; say --yes to do it without being asked".to_owned());
    }
    print!("{question} [y/N] ");
    std::io::stdout().flush().map_err(|e| e.to_string())?;
    let mut answer = String::new();
    std::io::stdin()
        .read_line(&mut answer)
        .map_err(|e| e.to_string())?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
