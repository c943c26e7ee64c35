//! `haneul coverage`: what exists, from the code itself; no cloud needs to run.

use crate::services;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// Service, its full name, and each operation with whether it exists.
type Services = BTreeMap<&'static str, Vec<(&'static str, bool)>>;

pub fn run(as_json: bool, as_markdown: bool) -> Result<(), String> {
    let services = coverage();
    if as_json {
        println!("{:#}", json(&services));
    } else if as_markdown {
        print!("{}", markdown(&services));
    } else {
        print!("{}", table(&services));
    }
    Ok(())
}

fn coverage() -> Services {
    let existing: BTreeMap<&str, Vec<&str>> = services::all()
        .iter()
        .map(|service| {
            let names = service.operations().iter().map(|o| o.name).collect();
            (service.model(), names)
        })
        .collect();
    haneul_model::index()
        .iter()
        .map(|entry| {
            let mut operations: Vec<_> = entry
                .operations()
                .map(|name| {
                    let exists = existing
                        .get(entry.id)
                        .is_some_and(|names| names.contains(&name));
                    (name, exists)
                })
                .collect();
            operations.sort_unstable();
            (entry.id, operations)
        })
        .collect()
}

fn done(operations: &[(&str, bool)]) -> usize {
    operations.iter().filter(|(_, exists)| *exists).count()
}

fn json(services: &Services) -> Json {
    let services: serde_json::Map<String, Json> = services
        .iter()
        .map(|(id, operations)| {
            let list: Vec<Json> = operations
                .iter()
                .map(|(name, exists)| json!({ "name": name, "implemented": exists }))
                .collect();
            let summary = json!({
                "implemented": done(operations),
                "total": operations.len(),
                "operations": list,
            });
            ((*id).to_owned(), summary)
        })
        .collect();
    json!({ "services": services })
}

fn table(services: &Services) -> String {
    let mut text = String::new();
    for (id, operations) in started(services) {
        text += &format!(
            "{id:<8} {:>4} of {:<4}\n",
            done(operations),
            operations.len()
        );
        for (mark, wanted) in [("done", true), ("refused", false)] {
            let names: Vec<&str> = operations
                .iter()
                .filter(|(_, exists)| *exists == wanted)
                .map(|(name, _)| *name)
                .collect();
            text += &format!("  {mark}: {}\n", names.join(" "));
        }
    }
    let others = services.len() - started(services).count();
    text += &format!(
        "{others} other services are recognised and refused by name (501 NotImplemented).\n"
    );
    text
}

fn markdown(services: &Services) -> String {
    let mut text = String::from("| service | operations | of |\n|---|---|---|\n");
    for (id, operations) in started(services) {
        text += &format!("| {id} | {} | {} |\n", done(operations), operations.len());
    }
    text
}

fn started(
    services: &Services,
) -> impl Iterator<Item = (&&'static str, &Vec<(&'static str, bool)>)> {
    services
        .iter()
        .filter(|(_, operations)| done(operations) > 0)
}
