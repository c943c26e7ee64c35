//! `haneul zone`: Availability Zones that fail, and what that does.

use super::{reset, shown};
use crate::cli::ZoneAction;
use crate::door::Door;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value as Json, json};

pub fn run(endpoint: Option<&str>, action: ZoneAction) -> Result<(), String> {
    let door = Door::of(endpoint)?;
    let said = match action {
        ZoneAction::Show {
            resource: Some(arn),
            version,
        } => return keepers(&door, &arn, version.as_deref()),
        ZoneAction::Show { .. } => door.get("zones")?,
        ZoneAction::Fail { zone } => change(&door, "fail", &zone)?,
        ZoneAction::Restore { zone } => change(&door, "restore", &zone)?,
        ZoneAction::Destroy {
            zone,
            resource,
            version,
            blob,
            yes,
        } => {
            let all = resource.is_none() && blob.is_none();
            let question = format!("Destroy everything that {zone} keeps?");
            if all && !yes && !reset::agreed(&question)? {
                return Err("nothing was changed".to_owned());
            }
            let mut wanted = json!({ "action": "destroy", "zone": zone });
            let named = [("resource", resource), ("version", version), ("blob", blob)];
            for (name, value) in named {
                if let Some(value) = value {
                    wanted[name] = value.into();
                }
            }
            door.post("zones", &wanted)?
        }
    };
    show(&said);
    Ok(())
}

/// Which zones keep a resource.
fn keepers(door: &Door, arn: &str, version: Option<&str>) -> Result<(), String> {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let version = version.map(|version| format!("&version={}", encoded(version)));
    let path = format!(
        "zones?resource={}{}",
        encoded(arn),
        version.unwrap_or_default()
    );
    for kept in door.get(&path)?["kept"].as_array().into_iter().flatten() {
        let zones: Vec<String> = kept["zones"]
            .as_array()
            .into_iter()
            .flatten()
            .map(shown)
            .collect();
        println!("{}  {}", shown(&kept["name"]), zones.join(" "));
    }
    Ok(())
}

fn change(door: &Door, action: &str, zone: &str) -> Result<Json, String> {
    door.post("zones", &json!({ "action": action, "zone": zone }))
}

pub fn show(said: &Json) {
    let regions = said["regions"].as_object().into_iter().flatten();
    for (_, region) in regions {
        for (what, state) in [("failed", "has failed"), ("empty", "is being filled again")] {
            for zone in region[what].as_array().into_iter().flatten() {
                println!("{:<12} {state}", shown(zone));
            }
        }
    }
    let copies = &said["copies"];
    if copies.is_null() {
        println!("{:<12} all zones share one place for large bytes", "copies");
        return;
    }
    for (letter, zone) in copies["zones"].as_object().into_iter().flatten() {
        let reach = match zone["reachable"].as_bool() {
            Some(true) => "",
            _ => " is not there",
        };
        println!(
            "{:<12} {}{reach}: {} copies waiting, {} made again, {} found rotten",
            format!("zone {letter}"),
            shown(&zone["directory"]),
            shown(&zone["waiting"]),
            shown(&zone["repaired"]),
            shown(&zone["rotten"]),
        );
    }
    let looking = match copies["percent"].as_u64() {
        Some(percent) => format!("looking for missing ones, {percent} %"),
        None => format!("{} looks at all of them", shown(&copies["passes"])),
    };
    let error = match &copies["lastError"] {
        Json::Null => String::new(),
        error => format!(", last error: {}", shown(error)),
    };
    println!(
        "{:<12} {looking}, {} read and checked ({} bytes){error}",
        "copies",
        shown(&copies["checkedCopies"]),
        shown(&copies["checkedBytes"]),
    );
}
