//! Requests: routed and decoded.

use crate::params;
use haneul_model::{Model, Protocol, Value};
use haneul_wire::route::{Catalogue, Route, route};
use haneul_wire::{RequestHead, WireError, decode};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value as Json;

/// A catalogue of one model, known by the signing name `test`.
pub struct One(pub &'static Model);

impl Catalogue for One {
    fn by_signing_name(&self, name: &str) -> Vec<&'static str> {
        if name == "test" {
            vec![self.0.id]
        } else {
            Vec::new()
        }
    }
    fn by_endpoint_prefix(&self, prefix: &str) -> Vec<&'static str> {
        let s3 = prefix == "s3" && self.0.metadata.service_id == "S3";
        if s3 { vec![self.0.id] } else { Vec::new() }
    }
    fn by_target_prefix(&self, prefix: &str) -> Option<&'static str> {
        (self.0.metadata.target_prefix == Some(prefix)).then_some(self.0.id)
    }
    fn model(&self, _: &str) -> Option<&'static Model> {
        Some(self.0)
    }
}

pub struct Request {
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Request {
    /// From a case: `uri`, `queryParams`, `headers`, `body`; CBOR bodies are base64.
    pub fn new(case: &Json, protocol: Protocol) -> Request {
        let uri = case["uri"].as_str().unwrap_or("/");
        let (path, query) = uri.split_once('?').unwrap_or((uri, ""));
        let mut query: Vec<String> = vec![query.to_owned()];
        query.extend(
            case["queryParams"]
                .as_array()
                .into_iter()
                .flatten()
                .map(text),
        );
        query.retain(|q| !q.is_empty());
        let mut headers = HeaderMap::new();
        let signed = "AWS4-HMAC-SHA256 Credential=AKID/20200101/us-east-1/test/aws4_request, x";
        headers.insert("authorization", HeaderValue::from_static(signed));
        for (name, value) in case["headers"].as_object().into_iter().flatten() {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.insert(name, HeaderValue::from_str(&text(value)).unwrap());
        }
        let host = case["resolvedHost"].as_str().or(case["host"].as_str());
        if let Some(host) = host {
            headers.insert("host", HeaderValue::from_str(host).unwrap());
        }
        let body = case["body"].as_str().unwrap_or_default();
        Request {
            method: case["method"].as_str().unwrap().parse().unwrap(),
            path: path.to_owned(),
            query: query.join("&"),
            headers,
            body: match protocol {
                Protocol::Cbor => crate::base64(body),
                _ => body.as_bytes().to_vec(),
            },
        }
    }

    fn head(&self) -> RequestHead<'_> {
        RequestHead {
            method: &self.method,
            path: &self.path,
            query: &self.query,
            headers: &self.headers,
        }
    }

    /// The operation that the request means, with its labels, and what is read of it.
    pub fn read(&self, model: &'static Model) -> Result<(Protocol, Value), Refused> {
        let head = self.head();
        let found = route(&One(model), &head, &self.body);
        let Ok(Route::Operation(target)) = found else {
            return Err(Refused::Route(format!("{found:?}")));
        };
        let (protocol, op) = (target.protocol, target.operation);
        let streams = haneul_wire::streams_input(model, op);
        let body = if streams { &[] } else { self.body.as_slice() };
        let mut value =
            decode(model, op, protocol, &target.labels, &head, body).map_err(Refused::Wire)?;
        let payload = op.input.and_then(|id| model.shape(id).payload());
        forget_signature(&mut value);
        if let (true, Some(member), Value::Struct(fields)) = (streams, payload, &mut value) {
            if !self.body.is_empty() {
                fields.push((member.name, Value::Blob(self.body.clone().into())));
            }
        }
        Ok((protocol, value))
    }
}

/// A map of all headers has this harness's as well.
fn forget_signature(value: &mut Value) {
    let Value::Struct(fields) = value else {
        return;
    };
    for (_, value) in fields {
        if let Value::Map(entries) = value {
            entries.retain(|(key, _)| key != "authorization");
        }
    }
}

fn text(json: &Json) -> String {
    json.as_str()
        .map_or_else(|| json.to_string(), str::to_owned)
}

pub enum Refused {
    Route(String),
    Wire(WireError),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refused::Route(found) => write!(f, "routed to {found}"),
            Refused::Wire(error) => write!(f, "{error:?}"),
        }
    }
}

/// Reads a request and compares it with the parameters it was made of.
pub fn check(
    model: &'static Model,
    protocol: Protocol,
    request: &Json,
    wanted: &Json,
) -> Result<(), String> {
    let request = Request::new(request, protocol);
    let (spoken, value) = request.read(model).map_err(|e| e.to_string())?;
    if spoken != protocol {
        return Err(format!("spoke {spoken:?}"));
    }
    let input = model.operations[0].input;
    let wanted = match input {
        Some(id) => params::value(model, id, wanted),
        None => Value::Struct(Vec::new()),
    };
    let wanted = if wanted.is_null() {
        Value::Struct(Vec::new())
    } else {
        wanted
    };
    match params::same(&value, &wanted) {
        true => Ok(()),
        false => Err(format!("read {value:?}\n   want {wanted:?}")),
    }
}
