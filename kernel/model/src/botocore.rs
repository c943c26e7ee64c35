//! Reads a model from the JSON form that botocore ships (`service-2.json`).
//!
//! Used when facts are regenerated and by protocol tests; a running cloud loads the compact form.

use crate::model::*;
use serde_json::{Map, Value as Json};
use std::collections::HashMap;

/// Builds a model. Strings are leaked: models live as long as the process.
/// `json` has `metadata`, `operations`, `shapes` and optionally `pagination`.
pub fn from_botocore(id: &str, json: &Json) -> Result<Model, String> {
    let shapes = object(json, "shapes")?;
    let ids: HashMap<&str, ShapeId> = shapes
        .keys()
        .enumerate()
        .map(|(i, name)| (name.as_str(), ShapeId(i as u32)))
        .collect();
    let reader = Reader { ids };
    let pagination = json.get("pagination").and_then(Json::as_object);
    let operations = object(json, "operations")?
        .iter()
        .map(|(name, op)| reader.operation(name, op, pagination.and_then(|p| p.get(name))))
        .collect::<Result<Vec<_>, _>>()?;
    let shapes = shapes
        .iter()
        .map(|(name, shape)| reader.shape(name, shape))
        .collect::<Result<Vec<_>, _>>()?;
    let metadata = metadata(json.get("metadata").unwrap_or(&Json::Null));
    Ok(Model::new(leak(id), metadata, operations, shapes))
}

pub(crate) fn leak(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

fn object<'a>(json: &'a Json, key: &str) -> Result<&'a Map<String, Json>, String> {
    json.get(key)
        .and_then(Json::as_object)
        .ok_or_else(|| format!("model has no {key}"))
}

fn text(json: &Json, key: &str) -> Option<&'static str> {
    json.get(key).and_then(Json::as_str).map(leak)
}

fn flag(json: &Json, key: &str) -> bool {
    json.get(key).and_then(Json::as_bool).unwrap_or(false)
}

fn number(json: &Json, key: &str) -> Option<f64> {
    json.get(key).and_then(Json::as_f64)
}

fn texts(json: Option<&Json>) -> Vec<&'static str> {
    match json {
        Some(Json::String(one)) => vec![leak(one)],
        Some(Json::Array(many)) => many.iter().filter_map(Json::as_str).map(leak).collect(),
        _ => Vec::new(),
    }
}

fn metadata(json: &Json) -> Metadata {
    let endpoint_prefix = text(json, "endpointPrefix").unwrap_or_default();
    let named = texts(json.get("protocols"));
    let named = if named.is_empty() {
        texts(json.get("protocol"))
    } else {
        named
    };
    let json_version = text(json, "jsonVersion").unwrap_or("1.1");
    let auth = texts(json.get("auth"));
    Metadata {
        api_version: text(json, "apiVersion").unwrap_or_default(),
        service_id: text(json, "serviceId").unwrap_or_default(),
        full_name: text(json, "serviceFullName").unwrap_or_default(),
        endpoint_prefix,
        signing_name: text(json, "signingName").unwrap_or(endpoint_prefix),
        signature_version: text(json, "signatureVersion").unwrap_or("v4"),
        protocols: named
            .iter()
            .filter_map(|name| protocol(name, json_version))
            .collect(),
        target_prefix: text(json, "targetPrefix"),
        xml_namespace: namespace(json).map(|(_, uri)| uri),
        global_endpoint: text(json, "globalEndpoint"),
        query_compatible: json.get("awsQueryCompatible").is_some(),
        no_auth: auth == ["smithy.api#noAuth"],
    }
}

pub(crate) fn protocol(name: &str, json_version: &str) -> Option<Protocol> {
    Some(match name {
        "json" if json_version == "1.0" => Protocol::Json10,
        "json" => Protocol::Json11,
        "rest-json" => Protocol::RestJson,
        "rest-xml" => Protocol::RestXml,
        "query" => Protocol::Query,
        "ec2" => Protocol::Ec2,
        "smithy-rpc-v2-cbor" => Protocol::Cbor,
        _ => return None,
    })
}

/// `xmlNamespace` is a plain string or an object with an optional prefix.
fn namespace(json: &Json) -> Option<(Option<&'static str>, &'static str)> {
    match json.get("xmlNamespace")? {
        Json::String(uri) => Some((None, leak(uri))),
        object => Some((text(object, "prefix"), text(object, "uri")?)),
    }
}

fn timestamp_format(json: &Json) -> Option<TimestampFormat> {
    Some(match json.get("timestampFormat")?.as_str()? {
        "unixTimestamp" | "epoch-seconds" => TimestampFormat::EpochSeconds,
        "iso8601" | "date-time" => TimestampFormat::Iso8601,
        "rfc822" | "http-date" => TimestampFormat::HttpDate,
        _ => return None,
    })
}

struct Reader<'a> {
    ids: HashMap<&'a str, ShapeId>,
}

impl Reader<'_> {
    fn id(&self, json: &Json) -> Result<ShapeId, String> {
        let name = json
            .get("shape")
            .and_then(Json::as_str)
            .ok_or("reference without a shape")?;
        self.ids
            .get(name)
            .copied()
            .ok_or_else(|| format!("no shape {name}"))
    }

    fn operation(
        &self,
        name: &str,
        json: &Json,
        pagination: Option<&Json>,
    ) -> Result<Operation, String> {
        let http = json.get("http").unwrap_or(&Json::Null);
        let input = json.get("input");
        let output = json.get("output");
        let auth = texts(json.get("auth"));
        let checksum = json.get("httpChecksum").unwrap_or(&Json::Null);
        let errors = json.get("errors").and_then(Json::as_array);
        Ok(Operation {
            name: leak(name),
            http: Http {
                method: text(http, "method").unwrap_or("POST"),
                uri: text(http, "requestUri").unwrap_or("/"),
                status: number(http, "responseCode").unwrap_or(0.0) as u16,
            },
            input: input.map(|i| self.id(i)).transpose()?,
            output: output.map(|o| self.id(o)).transpose()?,
            input_wrapper: input.and_then(|i| text(i, "locationName")),
            input_namespace: input.and_then(namespace).map(|(_, uri)| uri),
            result_wrapper: output.and_then(|o| text(o, "resultWrapper")),
            errors: errors
                .into_iter()
                .flatten()
                .filter_map(|e| e.as_str().or_else(|| e.get("shape")?.as_str()))
                .filter_map(|e| self.ids.get(e).copied())
                .collect(),
            host_prefix: json.get("endpoint").and_then(|e| text(e, "hostPrefix")),
            readonly: flag(json, "readonly"),
            idempotent: flag(json, "idempotent"),
            deprecated: flag(json, "deprecated"),
            no_auth: text(json, "authtype") == Some("none") || auth == ["smithy.api#noAuth"],
            unsigned_payload: flag(json, "unsignedPayload")
                || text(json, "authtype") == Some("v4-unsigned-body"),
            checksum_required: flag(json, "httpChecksumRequired")
                || flag(checksum, "requestChecksumRequired"),
            pagination: pagination.map(|p| Pagination {
                input_token: texts(p.get("input_token")),
                output_token: texts(p.get("output_token")),
                result_key: texts(p.get("result_key")),
                limit_key: text(p, "limit_key"),
                more_results: text(p, "more_results"),
            }),
        })
    }

    fn shape(&self, name: &str, json: &Json) -> Result<Shape, String> {
        Ok(Shape {
            name: leak(name),
            kind: self.kind(json)?,
            min: number(json, "min"),
            max: number(json, "max"),
            pattern: text(json, "pattern"),
            enumeration: texts(json.get("enum")),
            timestamp_format: timestamp_format(json),
            sensitive: flag(json, "sensitive"),
            streaming: flag(json, "streaming"),
            error: error_traits(json),
            xml_namespace: namespace(json),
            location_name: text(json, "locationName"),
        })
    }

    fn kind(&self, json: &Json) -> Result<Kind, String> {
        let one = |key: &str| -> Result<Box<Member>, String> {
            let json = json
                .get(key)
                .ok_or_else(|| format!("collection without {key}"))?;
            Ok(Box::new(self.member("", json, false)?))
        };
        let flattened = flag(json, "flattened");
        let sparse = flag(json, "sparse");
        Ok(
            match json.get("type").and_then(Json::as_str).unwrap_or_default() {
                "structure" => self.structure(json)?,
                "list" => Kind::List {
                    member: one("member")?,
                    flattened,
                    sparse,
                },
                "map" => Kind::Map {
                    key: one("key")?,
                    value: one("value")?,
                    flattened,
                    sparse,
                },
                "string" | "character" => Kind::String,
                "blob" => Kind::Blob,
                "boolean" => Kind::Boolean,
                "byte" | "short" | "integer" => Kind::Integer,
                "long" | "bigInteger" => Kind::Long,
                "float" => Kind::Float,
                "double" | "bigDecimal" => Kind::Double,
                "timestamp" => Kind::Timestamp,
                other => return Err(format!("unknown shape type {other:?}")),
            },
        )
    }

    fn structure(&self, json: &Json) -> Result<Kind, String> {
        let required = texts(json.get("required"));
        let members = json
            .get("members")
            .and_then(Json::as_object)
            .into_iter()
            .flatten()
            .map(|(name, member)| self.member(name, member, required.contains(&name.as_str())))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Kind::Structure {
            members,
            payload: text(json, "payload"),
            union: flag(json, "union"),
            eventstream: flag(json, "eventstream"),
            event: flag(json, "event"),
            document: flag(json, "document"),
        })
    }

    fn member(&self, name: &str, json: &Json, required: bool) -> Result<Member, String> {
        Ok(Member {
            name: leak(name),
            shape: self.id(json)?,
            required,
            location: match json.get("location").and_then(Json::as_str) {
                Some("uri") => Some(Location::Uri),
                Some("header") => Some(Location::Header),
                Some("headers") => Some(Location::Headers),
                Some("querystring") => Some(Location::QueryString),
                Some("statusCode") => Some(Location::StatusCode),
                _ => None,
            },
            location_name: text(json, "locationName"),
            query_name: text(json, "queryName"),
            flattened: flag(json, "flattened"),
            xml_attribute: flag(json, "xmlAttribute"),
            xml_namespace: namespace(json),
            idempotency_token: flag(json, "idempotencyToken"),
            json_value: flag(json, "jsonvalue"),
            host_label: flag(json, "hostLabel"),
            event_payload: flag(json, "eventpayload"),
            streaming: flag(json, "streaming"),
            deprecated: flag(json, "deprecated"),
            timestamp_format: timestamp_format(json),
        })
    }
}

fn error_traits(json: &Json) -> Option<ErrorTraits> {
    let error = json.get("error");
    if error.is_none() && !flag(json, "exception") {
        return None;
    }
    let error = error.unwrap_or(&Json::Null);
    Some(ErrorTraits {
        code: text(error, "code"),
        query_code: text(error, "queryCode"),
        status: number(error, "httpStatusCode").map(|status| status as u16),
        sender_fault: flag(error, "senderFault"),
        fault: flag(json, "fault") || flag(error, "fault"),
        retryable: json.get("retryable").is_some(),
    })
}
