//! A client of the admin door.

use crate::data;
use haneul_signature::{PayloadHash, Signer, sha256_hex, sign_headers};
use http::{HeaderMap, HeaderValue, Method};
use serde_json::Value as Json;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

const DEFAULT: &str = "http://127.0.0.1:4566";
/// Moving the clock by a year may take a while.
const PATIENCE: Duration = Duration::from_secs(600);

pub struct Door {
    /// `host:port`
    authority: String,
}

impl Door {
    pub fn of(endpoint: Option<&str>) -> Result<Door, String> {
        let url = match endpoint {
            Some(url) => url.to_owned(),
            None => data::noted_endpoint().unwrap_or_else(|| DEFAULT.to_owned()),
        };
        let authority = url
            .strip_prefix("http://")
            .ok_or_else(|| format!("{url} is not an http:// address"))?;
        Ok(Door {
            authority: authority.trim_end_matches('/').to_owned(),
        })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.authority)
    }

    pub fn get(&self, path: &str) -> Result<Json, String> {
        parse(&self.send("GET", path, "")?)
    }

    pub fn text(&self, path: &str) -> Result<String, String> {
        self.send("GET", path, "")
    }

    pub fn post(&self, path: &str, body: &Json) -> Result<Json, String> {
        parse(&self.send("POST", path, &body.to_string())?)
    }

    /// A call of AWS's JSON protocol, of a service in a Region, signed with a key and its secret.
    pub fn aws(
        &self,
        (key, secret): &(String, String),
        (service, region): (&str, &str),
        target: &str,
        input: &Json,
    ) -> Result<Json, String> {
        let given = [
            ("content-type", "application/x-amz-json-1.1"),
            ("x-amz-target", target),
        ];
        let what = (&Method::POST, "/", &given[..], input.to_string());
        self.signed((key.as_str(), secret.as_str()), (service, region), what)
    }

    /// A call of AWS's REST protocol, likewise. An input of nothing is no body.
    pub fn rest(
        &self,
        (key, secret): &(String, String),
        place: (&str, &str),
        (method, path): (&Method, &str),
        input: &Json,
    ) -> Result<Json, String> {
        let (kind, body): (&[_], _) = match input {
            Json::Null => (&[], String::new()),
            input => (&[("content-type", "application/json")], input.to_string()),
        };
        let what = (method, path, kind, body);
        self.signed((key.as_str(), secret.as_str()), place, what)
    }

    fn signed(
        &self,
        (key, secret): (&str, &str),
        (service, region): (&str, &str),
        (method, path, given, body): (&Method, &str, &[(&'static str, &str)], String),
    ) -> Result<Json, String> {
        let mut headers = HeaderMap::new();
        let host = [("host", self.authority.as_str())];
        for (name, value) in host.iter().chain(given).copied() {
            let value = HeaderValue::from_str(value).map_err(|e| e.to_string())?;
            headers.insert(name, value);
        }
        // Dates that clients sign are the host's.
        let signer = Signer::new(key, secret, region, service, jiff::Timestamp::now());
        let hash = PayloadHash::Sha256(sha256_hex(body.as_bytes()));
        sign_headers(&signer, method, path, "", &mut headers, &hash)
            .map_err(|error| format!("the call cannot be signed: {error:?}"))?;
        let mut request = format!("{method} {path} HTTP/1.1\r\n");
        for (name, value) in &headers {
            let value = value.to_str().map_err(|e| e.to_string())?;
            request.push_str(&format!("{name}: {value}\r\n"));
        }
        let length = body.len();
        request.push_str(&format!(
            "content-length: {length}\r\nconnection: close\r\n\r\n{body}"
        ));
        let answer = self.exchange(&request)?;
        let (head, body) = answer
            .split_once("\r\n\r\n")
            .ok_or("the answer was cut off")?;
        if head.split(' ').nth(1) == Some("200") {
            return parse(body);
        }
        let said = parse(body).unwrap_or_default();
        let message = said["message"].as_str().or(said["Message"].as_str());
        Err(message.unwrap_or(body).to_owned())
    }

    fn send(&self, method: &str, path: &str, body: &str) -> Result<String, String> {
        let (host, length) = (&self.authority, body.len());
        let request = format!(
            "{method} /_haneul/{path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        understand(&self.exchange(&request)?)
    }

    fn exchange(&self, request: &str) -> Result<String, String> {
        let unreachable = |error: std::io::Error| {
            format!(
                "no cloud answers at {} ({error}). Start one with `haneul up`, or say where it is with --endpoint.",
                self.url()
            )
        };
        let mut stream = TcpStream::connect(&self.authority).map_err(unreachable)?;
        stream
            .set_read_timeout(Some(PATIENCE))
            .map_err(unreachable)?;
        stream.write_all(request.as_bytes()).map_err(unreachable)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).map_err(unreachable)?;
        Ok(answer)
    }
}

/// The body of a success; the message of a failure.
fn understand(answer: &str) -> Result<String, String> {
    let (head, body) = answer
        .split_once("\r\n\r\n")
        .ok_or("the answer was cut off")?;
    if head.split(' ').nth(1) == Some("200") {
        return Ok(body.to_owned());
    }
    let message = parse(body).ok().and_then(|json| {
        let message = json.get("error")?.as_str()?;
        Some(message.to_owned())
    });
    Err(message.unwrap_or_else(|| {
        let status = head.lines().next().unwrap_or_default();
        format!("what answers there is not a Haneul cloud ({status})")
    }))
}

fn parse(body: &str) -> Result<Json, String> {
    serde_json::from_str(body).map_err(|e| format!("the answer is not JSON: {e}"))
}
