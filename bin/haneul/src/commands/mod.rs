//! One command, one file.

pub mod ca;
pub mod clock;
pub mod coverage;
pub mod doctor;
pub mod env;
pub mod logs;
pub mod policy;
pub mod reset;
pub mod sent;
pub mod snapshot;
pub mod status;
pub mod upgrade;
pub mod watch;
pub mod why;
pub mod zone;

use serde_json::Value as Json;

/// A member as text, for showing.
fn shown(json: &Json) -> String {
    match json {
        Json::String(text) => text.clone(),
        Json::Null => "-".to_owned(),
        other => other.to_string(),
    }
}
