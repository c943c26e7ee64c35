//! What is known about each service without loading its model: enough to route a request.

use crate::botocore::protocol;
use crate::model::Protocol;
use rustc_hash::FxHashMap;
use std::sync::LazyLock;

/// One service. Read from a line of `facts/models/index`.
#[derive(Debug)]
pub struct IndexEntry {
    pub id: &'static str,
    pub service_id: &'static str,
    pub full_name: &'static str,
    pub signing_name: &'static str,
    pub endpoint_prefix: &'static str,
    pub target_prefix: Option<&'static str>,
    pub protocols: Vec<Protocol>,
    pub api_version: &'static str,
    pub global_endpoint: Option<&'static str>,
    operations: &'static str,
}

impl IndexEntry {
    /// Operation names in byte order.
    pub fn operations(&self) -> impl Iterator<Item = &'static str> {
        self.operations.split_ascii_whitespace()
    }

    pub fn has_operation(&self, name: &str) -> bool {
        self.operations().any(|o| o == name)
    }
}

type Places = FxHashMap<&'static str, Vec<&'static IndexEntry>>;

static INDEX: LazyLock<Vec<IndexEntry>> = LazyLock::new(|| {
    include_str!(concat!(env!("HANEUL_FACTS"), "/models/index"))
        .lines()
        .filter_map(entry)
        .collect()
});
static IDS: LazyLock<FxHashMap<&'static str, &'static IndexEntry>> =
    LazyLock::new(|| INDEX.iter().map(|entry| (entry.id, entry)).collect());
static SIGNING_NAMES: LazyLock<Places> = LazyLock::new(|| group(|e| Some(e.signing_name)));
static ENDPOINTS: LazyLock<Places> = LazyLock::new(|| group(|e| Some(e.endpoint_prefix)));
static TARGETS: LazyLock<Places> = LazyLock::new(|| group(|e| e.target_prefix));

/// Every service, ordered by id.
pub fn index() -> &'static [IndexEntry] {
    &INDEX
}

pub fn by_id(id: &str) -> Option<&'static IndexEntry> {
    IDS.get(id).copied()
}

/// Services that share a signing name, e.g. `lambda`, or `es` for two generations of one service.
pub fn by_signing_name(name: &str) -> &'static [&'static IndexEntry] {
    SIGNING_NAMES.get(name).map_or(&[], Vec::as_slice)
}

pub fn by_endpoint_prefix(prefix: &str) -> &'static [&'static IndexEntry] {
    ENDPOINTS.get(prefix).map_or(&[], Vec::as_slice)
}

/// Services by what stands before the dot in `X-Amz-Target`.
pub fn by_target_prefix(prefix: &str) -> &'static [&'static IndexEntry] {
    TARGETS.get(prefix).map_or(&[], Vec::as_slice)
}

fn group(key: fn(&IndexEntry) -> Option<&'static str>) -> Places {
    let mut places = Places::default();
    for entry in INDEX.iter() {
        if let Some(key) = key(entry) {
            places.entry(key).or_default().push(entry);
        }
    }
    places
}

/// The line of one model: tab-separated, protocols and operations separated by spaces.
pub fn index_line(model: &crate::Model) -> String {
    let meta = &model.metadata;
    let protocols: Vec<&str> = meta.protocols.iter().map(|p| protocol_name(*p)).collect();
    let mut operations: Vec<&str> = model.operations.iter().map(|o| o.name).collect();
    operations.sort_unstable();
    [
        model.id,
        meta.service_id,
        meta.full_name,
        meta.signing_name,
        meta.endpoint_prefix,
        meta.target_prefix.unwrap_or_default(),
        &protocols.join(" "),
        meta.api_version,
        meta.global_endpoint.unwrap_or_default(),
        &operations.join(" "),
    ]
    .join("\t")
}

fn entry(line: &'static str) -> Option<IndexEntry> {
    let mut parts = line.splitn(10, '\t');
    let mut next = || parts.next();
    let given = |text: &'static str| Some(text).filter(|t| !t.is_empty());
    Some(IndexEntry {
        id: next()?,
        service_id: next()?,
        full_name: next()?,
        signing_name: next()?,
        endpoint_prefix: next()?,
        target_prefix: given(next()?),
        protocols: next()?.split(' ').filter_map(protocol_named).collect(),
        api_version: next()?,
        global_endpoint: given(next()?),
        operations: next()?,
    })
}

fn protocol_name(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Json10 => "json-1.0",
        Protocol::Json11 => "json-1.1",
        Protocol::RestJson => "rest-json",
        Protocol::RestXml => "rest-xml",
        Protocol::Query => "query",
        Protocol::Ec2 => "ec2",
        Protocol::Cbor => "smithy-rpc-v2-cbor",
        Protocol::AwsCbor => "aws-cbor-1.1",
    }
}

fn protocol_named(name: &str) -> Option<Protocol> {
    match name.strip_prefix("json-") {
        Some(version) => protocol("json", version),
        None => protocol(name, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn index_agrees_with_the_models() {
        assert_eq!(index().len(), crate::model_ids().len());
        for id in crate::model_ids() {
            let (entry, meta) = (by_id(id).unwrap(), &crate::model(id).unwrap().metadata);
            assert_eq!(entry.signing_name, meta.signing_name);
            assert_eq!(entry.protocols, meta.protocols, "{id}");
            assert_eq!(entry.target_prefix, meta.target_prefix);
            let operations = crate::model(id).unwrap().operations.len();
            assert_eq!(entry.operations().count(), operations);
        }
    }

    #[test]
    fn look_ups() {
        let start = Instant::now();
        assert_eq!(by_target_prefix("AmazonSQS")[0].id, "sqs");
        println!("index read in {:?}", start.elapsed());
        let es: Vec<_> = by_signing_name("es").iter().map(|e| e.id).collect();
        assert_eq!(es, ["es", "opensearch"]);
        assert_eq!(by_endpoint_prefix("states")[0].id, "stepfunctions");
        assert!(by_id("sqs").unwrap().has_operation("SendMessage"));
        assert!(by_signing_name("nosuch").is_empty());
    }
}
