//! Responses: encoded, and compared with what a client expects to read.

use crate::{params, xml};
use haneul_model::{Model, Protocol, Value};
use haneul_wire::{CborItem, Encoded, ErrorReply, encode, encode_error, parse_cbor};
use serde_json::Value as Json;

pub struct Expected<'a> {
    pub status: Option<u16>,
    pub headers: &'a Json,
    pub forbidden: &'a Json,
    pub body: Option<&'a str>,
}

pub fn check_success(
    model: &'static Model,
    protocol: Protocol,
    result: &Json,
    expected: &Expected<'_>,
) -> Result<(), String> {
    let op = &model.operations[0];
    let value = match op.output {
        Some(id) => params::value(model, id, result),
        None => Value::Null,
    };
    let encoded = encode(model, op, protocol, &value, "requestid");
    head(&encoded, expected)?;
    let Some(wanted) = expected.body else {
        return Ok(());
    };
    body(protocol, &encoded, wanted)
}

fn head(encoded: &Encoded, expected: &Expected<'_>) -> Result<(), String> {
    if expected.status.is_some_and(|s| s != encoded.status) {
        return Err(format!("status {}", encoded.status));
    }
    for (name, value) in expected.headers.as_object().into_iter().flatten() {
        let found = encoded.headers.get(name.as_str());
        let found = found.map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
        // The length is the HTTP layer's, and the id is not the case's.
        let ours = ["x-amzn-requestid", "content-length"];
        let ours = ours.iter().any(|o| name.eq_ignore_ascii_case(o));
        if !ours && found.as_deref() != value.as_str() {
            return Err(format!("header {name}: {found:?}, want {value}"));
        }
    }
    for name in expected.forbidden.as_array().into_iter().flatten() {
        if encoded.headers.contains_key(name.as_str().unwrap()) {
            return Err(format!("header {name} is there"));
        }
    }
    Ok(())
}

fn body(protocol: Protocol, encoded: &Encoded, wanted: &str) -> Result<(), String> {
    let found = &encoded.body;
    let shown = String::from_utf8_lossy(found);
    let same = match protocol {
        Protocol::Cbor => {
            let wanted = crate::base64(wanted);
            wanted.is_empty() && found.is_empty() || cbor(&wanted) == cbor(found)
        }
        _ if wanted.as_bytes() == found => true,
        Protocol::Json10 | Protocol::Json11 | Protocol::RestJson => {
            let wanted: Result<Json, _> = serde_json::from_str(wanted);
            wanted.is_ok_and(|w| {
                serde_json::from_slice::<Json>(found).is_ok_and(|f| same_json(&w, &f))
            })
        }
        _ => same_xml(protocol, wanted, &shown),
    };
    let report = || format!("wrote {shown}\n   want {wanted}");
    if same { Ok(()) } else { Err(report()) }
}

/// Numbers are equal by value.
fn same_json(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a.as_f64() == b.as_f64(),
        (Json::Array(a), Json::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same_json(a, b))
        }
        (Json::Object(a), Json::Object(b)) => {
            let same = |(k, v): (&String, &Json)| b.get(k).is_some_and(|o| same_json(v, o));
            a.len() == b.len() && a.iter().all(same)
        }
        _ => a == b,
    }
}

fn same_xml(protocol: Protocol, wanted: &str, found: &str) -> bool {
    let (Ok(mut wanted), Ok(mut found)) = (xml::parse(wanted), xml::parse(found)) else {
        return false;
    };
    let envelope = |n: &xml::Node| {
        !matches!(
            n.name.as_str(),
            "ResponseMetadata" | "requestId" | "RequestId"
        )
    };
    wanted.children.retain(envelope);
    found.children.retain(envelope);
    let has_namespace = |n: &xml::Node| n.attributes.iter().any(|(name, _)| name == "xmlns");
    if !has_namespace(&wanted) || (protocol != Protocol::RestXml && !has_namespace(&found)) {
        // A case without the service's namespace, or of a service that has none.
        for root in [&mut wanted, &mut found] {
            root.attributes.retain(|(name, _)| name != "xmlns");
        }
    }
    if protocol == Protocol::RestXml {
        // Clients do not look at the root's name.
        found.name = wanted.name.clone();
    }
    if found.children.is_empty() && wanted.children.is_empty() {
        wanted.text = wanted.text.trim().to_owned();
        found.text = found.text.trim().to_owned();
    }
    wanted == found
}

/// By value: maps without order, floats by number, whatever their width.
#[derive(Debug, PartialEq)]
enum Plain {
    Number(String),
    Other(CborItem),
    List(Vec<Plain>),
    Map(Vec<(String, Plain)>),
    Tag(u64, Box<Plain>),
}

fn cbor(bytes: &[u8]) -> Option<Plain> {
    parse_cbor(bytes).ok().map(plain)
}

fn plain(item: CborItem) -> Plain {
    match item {
        CborItem::Unsigned(n) => Plain::Number((n as f64).to_string()),
        CborItem::Negative(n) => Plain::Number((-1.0 - n as f64).to_string()),
        CborItem::Float(n) => Plain::Number(n.to_string()),
        CborItem::Array(items) => Plain::List(items.into_iter().map(plain).collect()),
        CborItem::Tag(tag, item) => Plain::Tag(tag, Box::new(plain(*item))),
        CborItem::Map(entries) => {
            let entries = entries.into_iter();
            let mut map: Vec<_> = entries.map(|(k, v)| (format!("{k:?}"), plain(v))).collect();
            map.sort_by(|a, b| a.0.cmp(&b.0));
            Plain::Map(map)
        }
        other => Plain::Other(other),
    }
}

/// The error as a client reads it: code, message, and the rest of the members.
#[derive(Debug)]
struct Read {
    code: Option<String>,
    message: Option<String>,
    members: Vec<String>,
}

pub fn check_error(
    model: &'static Model,
    protocol: Protocol,
    shape: &str,
    fields: &Json,
    expected: &Expected<'_>,
) -> Result<(), String> {
    let id = model.shape_id(shape).ok_or("no error shape")?;
    let message = fields.as_object().into_iter().flatten();
    let mut message = message.filter(|(k, _)| k.eq_ignore_ascii_case("message"));
    let message = message
        .next()
        .and_then(|(_, v)| v.as_str())
        .unwrap_or_default();
    let value = params::value(model, id, fields);
    let status = expected.status.unwrap_or(400);
    let mut reply = ErrorReply::new(shape, status, message);
    reply.fields = &value;
    let op = model.operations.first();
    let encoded = encode_error(Some(model), protocol, op, &reply, "foo-id");
    let code_header = |name: &str| name.eq_ignore_ascii_case("x-amzn-errortype");
    let mut headers = expected.headers.clone();
    if let Some(headers) = headers.as_object_mut() {
        headers.retain(|name, _| !code_header(name));
    }
    head(
        &encoded,
        &Expected {
            headers: &headers,
            ..*expected
        },
    )?;
    let wanted_header = expected.headers.as_object().into_iter().flatten();
    let mut wanted_header = wanted_header.filter(|(name, _)| code_header(name));
    let wanted_header = wanted_header.next().and_then(|(_, v)| v.as_str());
    let found_header = encoded.headers.get("x-amzn-errortype");
    let found_header = found_header.and_then(|v| v.to_str().ok());
    let bytes = match protocol {
        Protocol::Cbor => crate::base64(expected.body.unwrap_or_default()),
        _ => expected.body.unwrap_or_default().as_bytes().to_vec(),
    };
    let wanted = read_error(protocol, wanted_header, &bytes);
    let found = read_error(protocol, found_header, &encoded.body);
    agree(&wanted, &found, message.is_empty())
}

fn agree(wanted: &Read, found: &Read, silent: bool) -> Result<(), String> {
    let code = wanted.code.is_none() || wanted.code == found.code;
    let message = silent || wanted.message == found.message;
    let members = found.members.iter().all(|m| wanted.members.contains(m));
    if code && message && members {
        return Ok(());
    }
    Err(format!("wrote {found:?}\n   want {wanted:?}"))
}

/// `namespace#Code:http://…` is `Code`.
fn bare(code: &str) -> String {
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default().to_owned()
}

fn read_error(protocol: Protocol, header: Option<&str>, body: &[u8]) -> Read {
    let mut read = Read {
        code: header.map(bare),
        message: None,
        members: Vec::new(),
    };
    match protocol {
        Protocol::Query | Protocol::Ec2 | Protocol::RestXml => {
            let text = String::from_utf8_lossy(body);
            let root = xml::parse(&text).unwrap_or_default();
            let errors = root.child("Errors").unwrap_or(&root);
            for child in &errors.child("Error").unwrap_or(errors).children {
                match child.name.as_str() {
                    "Code" => read.code = Some(child.text.clone()),
                    "Message" => read.message = Some(child.text.clone()),
                    "Type" | "RequestId" | "HostId" | "Resource" => {}
                    _ => read.members.push(format!("{child:?}")),
                }
            }
        }
        Protocol::Cbor => {
            let Ok(CborItem::Map(entries)) = parse_cbor(body) else {
                return read;
            };
            for (key, value) in entries {
                let (CborItem::Text(key), value) = (key, plain(value)) else {
                    continue;
                };
                note(&mut read, &key, as_text(&value), format!("{key}={value:?}"));
            }
        }
        _ => {
            let json: Json = serde_json::from_slice(body).unwrap_or_default();
            for (key, value) in json.as_object().into_iter().flatten() {
                note(&mut read, key, value.as_str(), format!("{key}={value}"));
            }
        }
    }
    read
}

fn as_text(value: &Plain) -> Option<&str> {
    match value {
        Plain::Other(CborItem::Text(text)) => Some(text),
        _ => None,
    }
}

fn note(read: &mut Read, key: &str, text: Option<&str>, shown: String) {
    match key {
        "__type" | "code" => read.code = text.map(bare),
        "message" | "Message" => read.message = text.map(str::to_owned),
        _ => read.members.push(shown),
    }
}
