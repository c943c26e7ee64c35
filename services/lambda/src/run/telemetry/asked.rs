//! What a subscription asks for.

use bytes::Bytes;
use http::{Method, Uri};
use serde_json::Value as Json;
use std::time::Duration;

/// By which API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Api {
    Telemetry,
    Logs,
}

/// Of which kind events are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Platform,
    Function,
    Extension,
}

/// How events look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schema {
    Logs2020,
    /// With `platform.runtimeDone`.
    Logs2021,
    Telemetry2022July,
    /// What a function writes as JSON is JSON here, too. So it is in later ones.
    Telemetry2022December,
}

#[derive(Clone, Debug)]
pub enum Destination {
    Http { method: Method, uri: Uri },
    Tcp,
}

#[derive(Clone, Debug)]
pub struct Asked {
    pub api: Api,
    pub schema: Schema,
    pub types: Vec<Kind>,
    pub items: usize,
    pub bytes: usize,
    pub timeout: Duration,
    pub destination: Destination,
    pub port: u16,
}

/// Of the Runtime API inside.
const RESERVED: u16 = 9001;

impl Api {
    pub fn title(self) -> &'static str {
        match self {
            Api::Telemetry => "Telemetry",
            Api::Logs => "Logs",
        }
    }

    /// An error as this API names it.
    pub fn named(self, kind: &str) -> String {
        match self {
            Api::Telemetry => kind.to_owned(),
            Api::Logs => format!("Logs.{kind}"),
        }
    }

    fn schema(self, said: Option<&str>) -> Option<Schema> {
        match (self, said) {
            (Api::Logs, None | Some("2020-08-15")) => Some(Schema::Logs2020),
            (Api::Logs, Some("2021-03-18")) => Some(Schema::Logs2021),
            (Api::Telemetry, Some("2022-07-01")) => Some(Schema::Telemetry2022July),
            (Api::Telemetry, Some("2022-12-13" | "2025-01-29")) => {
                Some(Schema::Telemetry2022December)
            }
            _ => None,
        }
    }
}

impl Kind {
    pub fn name(self) -> &'static str {
        match self {
            Kind::Platform => "Platform",
            Kind::Function => "Function",
            Kind::Extension => "Extension",
        }
    }

    pub fn of(event: &str) -> Kind {
        match event {
            "function" => Kind::Function,
            "extension" => Kind::Extension,
            _ => Kind::Platform,
        }
    }
}

impl Schema {
    /// Whether there are such events.
    pub fn has(self, event: &str) -> bool {
        match event {
            "platform.end" | "platform.fault" | "platform.logsSubscription" => self.is_of_logs(),
            "platform.runtimeDone" => self != Schema::Logs2020,
            "platform.telemetrySubscription" => !self.is_of_logs(),
            event => !event.starts_with("platform.init") || !self.is_of_logs(),
        }
    }

    pub fn is_of_logs(self) -> bool {
        matches!(self, Schema::Logs2020 | Schema::Logs2021)
    }
}

impl Asked {
    /// What is wrong with it, else.
    pub fn read(api: Api, body: &Bytes) -> Result<Asked, String> {
        let Ok(read) = serde_json::from_slice::<Json>(body) else {
            return Err("The request is no JSON".to_owned());
        };
        let mut wrong = Vec::new();
        let schema = api.schema(read["schemaVersion"].as_str());
        if schema.is_none() {
            wrong.push("schemaVersion is not supported".to_owned());
        }
        let types = types(&read["types"], &mut wrong);
        let said = &read["buffering"];
        let mut bounded = |name: &str, least: u64, usual: u64, most: u64| {
            let value = match &said[name] {
                Json::Null => Some(usual),
                value => value.as_u64(),
            };
            value
                .filter(|value| (least..=most).contains(value))
                .unwrap_or_else(|| {
                    wrong.push(format!("{name} should be between {least} and {most}"));
                    usual
                })
        };
        let items = bounded("maxItems", 1_000, 10_000, 10_000);
        let bytes = bounded("maxBytes", 262_144, 262_144, 1_048_576);
        let timeout = bounded("timeoutMs", 25, 1_000, 30_000);
        let place = destination(&read["destination"], &mut wrong);
        match (schema, place) {
            (Some(schema), Some((destination, port))) if wrong.is_empty() => Ok(Asked {
                api,
                schema,
                types,
                items: items as usize,
                bytes: bytes as usize,
                timeout: Duration::from_millis(timeout),
                destination,
                port,
            }),
            _ => Err(wrong.join("; ")),
        }
    }
}

fn types(said: &Json, wrong: &mut Vec<String>) -> Vec<Kind> {
    let mut types = Vec::new();
    for name in said.as_array().into_iter().flatten() {
        let kind = match name.as_str() {
            Some("platform") => Kind::Platform,
            Some("function") => Kind::Function,
            Some("extension") => Kind::Extension,
            _ => {
                wrong.push(format!("type {name} is not supported"));
                continue;
            }
        };
        if !types.contains(&kind) {
            types.push(kind);
        }
    }
    if types.is_empty() && wrong.iter().all(|said| !said.starts_with("type ")) {
        wrong.push("types should not be empty".to_owned());
    }
    types
}

/// Where to inside of the sandbox.
fn destination(said: &Json, wrong: &mut Vec<String>) -> Option<(Destination, u16)> {
    let before = wrong.len();
    let protocol = said["protocol"].as_str().unwrap_or_default();
    if !matches!(protocol, "HTTP" | "TCP") {
        wrong.push("destination protocol should be HTTP or TCP".to_owned());
    }
    if !matches!(said["encoding"].as_str(), None | Some("JSON")) {
        wrong.push("destination encoding should be JSON".to_owned());
    }
    let method = match said["method"].as_str() {
        None | Some("POST") => Method::POST,
        Some("PUT") => Method::PUT,
        Some(_) => {
            wrong.push("destination method should be POST or PUT".to_owned());
            Method::POST
        }
    };
    let uri = said["URI"].as_str();
    let uri: Option<Uri> = uri.and_then(|uri| uri.parse().ok());
    let mut port = uri.as_ref().and_then(Uri::port_u16);
    match &uri {
        Some(uri) => {
            if !matches!(uri.host(), Some("sandbox" | "sandbox.localdomain")) {
                wrong.push("URI host should be sandbox or sandbox.localdomain".to_owned());
            }
            if protocol == "HTTP" && uri.scheme_str() != Some("http") {
                wrong.push("URI scheme should be http".to_owned());
            }
        }
        None if protocol == "TCP" => {
            let said = said["port"].as_u64();
            port = said.and_then(|port| u16::try_from(port).ok());
        }
        None => {}
    }
    match port {
        None | Some(0) => wrong.push("URI port is not provided".to_owned()),
        Some(RESERVED) => wrong.push(format!("URI port {RESERVED} is reserved")),
        Some(_) => {}
    }
    if wrong.len() > before {
        return None;
    }
    let destination = match (protocol, uri) {
        ("HTTP", Some(uri)) => Destination::Http { method, uri },
        _ => Destination::Tcp,
    };
    Some((destination, port?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn asks(more: Json) -> Result<Asked, String> {
        let mut asked = json!({
            "schemaVersion": "2022-12-13", "types": ["platform", "function"],
            "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain:8080/logs"},
        });
        let more = more.as_object().unwrap().clone();
        asked.as_object_mut().unwrap().extend(more);
        Asked::read(Api::Telemetry, &asked.to_string().into())
    }

    #[test]
    fn what_is_not_said_is_usual() {
        let asked = asks(json!({})).unwrap();
        assert_eq!(
            (asked.items, asked.bytes, asked.port),
            (10_000, 262_144, 8080)
        );
        assert_eq!(asked.timeout, Duration::from_secs(1));
        let tcp = json!({"destination": {"protocol": "TCP", "port": 7000}});
        assert_eq!(asks(tcp).unwrap().port, 7000);
        let tcp = json!({"destination": {"protocol": "TCP", "URI": "sandbox:7001"}});
        assert_eq!(asks(tcp).unwrap().port, 7001);
    }

    #[test]
    fn what_is_wrong_is_said_all_at_once() {
        let wrong = json!({
            "types": [], "destination": {"protocol": "HTTP", "URI": "http://sandbox.localdomain"},
        });
        assert_eq!(
            asks(wrong).unwrap_err(),
            "types should not be empty; URI port is not provided"
        );
        for (wrong, said) in [
            (
                json!({"schemaVersion": "2020-08-15"}),
                "schemaVersion is not supported",
            ),
            (
                json!({"types": ["gossip"]}),
                "type \"gossip\" is not supported",
            ),
            (
                json!({"buffering": {"maxItems": 10}}),
                "maxItems should be between 1000 and 10000",
            ),
            (
                json!({"destination": {"protocol": "HTTP", "URI": "http://example.com:80/"}}),
                "URI host should be sandbox or sandbox.localdomain",
            ),
            (
                json!({"destination": {"protocol": "HTTP", "URI": "http://sandbox:9001/"}}),
                "URI port 9001 is reserved",
            ),
        ] {
            assert_eq!(asks(wrong).unwrap_err(), said);
        }
    }
}
