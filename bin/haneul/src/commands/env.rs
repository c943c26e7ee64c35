//! `haneul env`: the settings that point AWS clients at the cloud.

use crate::cli::Shell;
use crate::data;
use crate::door::Door;
use serde_json::Value as Json;
use std::path::Path;

pub fn run(endpoint: Option<&str>, shell: Shell) -> Result<(), String> {
    let door = Door::of(endpoint)?;
    let status = door.get("status")?;
    let (key, secret) = keys(&door, &status)?;
    let settings = [
        ("AWS_ENDPOINT_URL", door.url()),
        ("AWS_ACCESS_KEY_ID", key),
        ("AWS_SECRET_ACCESS_KEY", secret),
        ("AWS_REGION", "us-east-1".to_owned()),
        ("AWS_DEFAULT_REGION", "us-east-1".to_owned()),
        // Some calls would go to names such as stream-127.0.0.1, which nobody knows.
        ("AWS_DISABLE_HOST_PREFIX_INJECTION", "true".to_owned()),
    ];
    for (name, value) in settings {
        println!("{}", line(shell, name, &value));
    }
    Ok(())
}

/// A strict cloud does not tell its keys; they are in its data directory for who may read it.
pub fn keys(door: &Door, status: &Json) -> Result<(String, String), String> {
    let account = door.get("account")?;
    let text = |name: &str| account.get(name).and_then(Json::as_str).map(str::to_owned);
    if let (Some(key), Some(secret)) = (text("accessKeyId"), text("secretAccessKey")) {
        return Ok((key, secret));
    }
    let dir = status.get("data").and_then(Json::as_str);
    dir.and_then(|dir| data::read_credentials(Path::new(dir)))
        .ok_or_else(|| "this cloud is strict and its data directory cannot be read; use the keys that `haneul up` printed".to_owned())
}

fn line(shell: Shell, name: &str, value: &str) -> String {
    match shell {
        Shell::Sh => format!("export {name}={value}"),
        Shell::Fish => format!("set -gx {name} {value}"),
        Shell::Powershell => format!("$Env:{name} = \"{value}\""),
    }
}
