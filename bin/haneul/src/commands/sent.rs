//! `haneul sent`: what left the cloud.

use super::shown;
use crate::cli::SentKind;
use crate::door::Door;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value as Json, json};

pub struct Asked {
    pub kind: Option<SentKind>,
    pub to: Option<String>,
    pub limit: usize,
    pub json: bool,
    pub reply: Option<String>,
}

pub fn run(endpoint: Option<&str>, asked: Asked) -> Result<(), String> {
    let door = Door::of(endpoint)?;
    if let Some(text) = &asked.reply {
        let answer = json!({ "to": asked.to, "reply": text });
        return door.post("sent", &answer).map(drop);
    }
    let said = door.get(&path(&asked))?;
    if asked.json {
        println!("{said:#}");
        return Ok(());
    }
    for message in said["messages"].as_array().into_iter().flatten() {
        show(message);
    }
    Ok(())
}

fn path(asked: &Asked) -> String {
    let mut path = format!("sent?limit={}", asked.limit);
    let kind = asked.kind.map(|kind| match kind {
        SentKind::Email => "email",
        SentKind::Sms => "sms",
        SentKind::Push => "push",
        SentKind::Http => "http",
    });
    if let Some(kind) = kind {
        path += &format!("&kind={kind}");
    }
    if let Some(to) = &asked.to {
        path += &format!("&to={}", utf8_percent_encode(to, NON_ALPHANUMERIC));
    }
    path
}

/// A head of one line, what there is to say beside it, and the text.
fn show(message: &Json) {
    let subject = message["subject"].as_str().unwrap_or_default();
    println!(
        "{}  {:<5}  {} -> {}  {subject}",
        shown(&message["at"]),
        shown(&message["kind"]),
        shown(&message["from"]),
        shown(&message["to"]),
    );
    for (name, value) in message["details"].as_object().into_iter().flatten() {
        println!("    {name}: {}", shown(value));
    }
    for line in shown(&message["body"]).lines() {
        println!("    | {line}");
    }
    println!();
}
