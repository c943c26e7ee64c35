//! Every REST operation of every model is found by its own URI.

use haneul_model::{Location, Model, Operation, Protocol, model, model_ids};
use haneul_wire::RequestHead;
use haneul_wire::route::{Models, Route, route};
use http::{HeaderMap, HeaderName, HeaderValue, Method};

struct Sample {
    method: Method,
    path: String,
    query: String,
    headers: HeaderMap,
}

fn sample(model: &Model, op: &Operation) -> Sample {
    let (path, query) = op.http.uri.split_once('?').unwrap_or((op.http.uri, ""));
    let segments = path.split('/').map(|s| match s.strip_prefix('{') {
        Some(label) if label.contains('+') => "x/y",
        Some(_) => "x",
        None => s,
    });
    let mut query = query.to_owned();
    let mut headers = HeaderMap::new();
    let scope = model.metadata.signing_name;
    let signed = format!("AWS4-HMAC-SHA256 Credential=A/20260101/us-east-1/{scope}/aws4_request, ");
    headers.insert("authorization", HeaderValue::from_str(&signed).unwrap());
    let host = format!("{}.us-east-1.amazonaws.com", model.metadata.endpoint_prefix);
    headers.insert("host", HeaderValue::from_str(&host).unwrap());
    let members = op.input.map(|id| model.shape(id).members());
    for member in members.unwrap_or_default().iter().filter(|m| m.required) {
        let name = member.location_name.unwrap_or(member.name);
        match member.location {
            Some(Location::QueryString) => query += &format!("&{name}=x"),
            Some(Location::Header) => {
                let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
                headers.entry(name).or_insert(HeaderValue::from_static("x"));
            }
            _ => {}
        }
    }
    Sample {
        method: op.http.method.parse().unwrap(),
        path: segments.collect::<Vec<_>>().join("/"),
        query,
        headers,
    }
}

fn found(sample: &Sample) -> Option<(&'static str, &'static str)> {
    let head = RequestHead {
        method: &sample.method,
        path: &sample.path,
        query: &sample.query,
        headers: &sample.headers,
    };
    match route(&Models, &head, b"") {
        Ok(Route::Operation(target)) => Some((target.model_id, target.operation.name)),
        _ => None,
    }
}

/// Operations that share signing name, host, method and URI with another one, which is found.
const SHADOWED: [&str; 9] = [
    // Twins of another model's operation of the same name.
    "greengrassv2.",
    "lambda-microvms.",
    "pinpoint-sms-voice.",
    "qconnect.",
    // The older form of an operation, and one that only a host of its own tells apart.
    "s3.GetBucketLifecycle",
    "s3.GetBucketNotification",
    "s3.ListDirectoryBuckets",
    "s3.PutBucketLifecycle",
    "s3.PutBucketNotification",
];

#[test]
fn every_rest_operation_is_found() {
    let mut missed = Vec::new();
    let mut count = 0;
    for id in model_ids() {
        let model = model(id).unwrap();
        let rest = |p: &Protocol| matches!(p, Protocol::RestJson | Protocol::RestXml);
        if !model.metadata.protocols.iter().any(rest) {
            continue;
        }
        for op in &model.operations {
            count += 1;
            let sample = sample(model, op);
            let name = format!("{id}.{}", op.name);
            let shadowed = SHADOWED.iter().any(|prefix| name.starts_with(prefix));
            if found(&sample) != Some((id, op.name)) && !shadowed {
                missed.push((name, found(&sample), op.http.uri));
            }
        }
    }
    println!("{count} operations");
    assert!(missed.is_empty(), "{missed:#?}");
}
