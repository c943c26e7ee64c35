//! No bytes make a decoder panic, what is written is read back, and nesting has an end.

use base64::Engine;
use haneul_model::{Model, Operation, Protocol, Timestamp, Value, from_botocore, model};
use haneul_wire::eventstream::Frame;
use haneul_wire::{Labels, RequestHead, WireError, decode, encode, parse_cbor};
use http::{HeaderMap, HeaderValue, Method};
use proptest::prelude::*;
use serde_json::json;
use std::sync::LazyLock;

fn read(
    model: &'static Model,
    op: &'static Operation,
    protocol: Protocol,
    query: &str,
    body: &[u8],
) -> Result<Value, WireError> {
    let mut headers = HeaderMap::new();
    if protocol == Protocol::RestJson {
        headers.insert("content-type", HeaderValue::from_static("application/json"));
    }
    let head = RequestHead {
        method: &Method::POST,
        path: "/",
        query,
        headers: &headers,
    };
    decode(model, op, protocol, &Labels::default(), &head, body)
}

/// An operation for each decoder, with much nesting in its input.
static DEEP: LazyLock<Vec<(&'static Model, &'static Operation, Protocol)>> = LazyLock::new(|| {
    let named = |id: &str, name: &str, protocol| {
        let model = model(id).unwrap();
        (model, model.operation(name).unwrap(), protocol)
    };
    vec![
        named("dynamodb", "PutItem", Protocol::Json10),
        named("lexv2-models", "CreateSlotType", Protocol::RestJson),
        named("bedrock-runtime", "Converse", Protocol::RestJson),
        named("s3", "PutBucketLifecycleConfiguration", Protocol::RestXml),
        named("cloudfront", "CreateDistribution", Protocol::RestXml),
        named("sns", "SetTopicAttributes", Protocol::Query),
        named("rds", "CreateDBInstance", Protocol::Query),
        named("ec2", "RunInstances", Protocol::Ec2),
        named("cloudwatch", "PutMetricData", Protocol::Cbor),
    ]
});

/// Bytes that look like the formats, so that decoders get further than the first one.
fn looks_alike() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        Just("{".to_owned()),
        Just("}".to_owned()),
        Just("[".to_owned()),
        Just("]".to_owned()),
        Just(",".to_owned()),
        Just(":".to_owned()),
        Just("\"Item\"".to_owned()),
        Just("\"\\ud83d\"".to_owned()),
        Just("\"M\"".to_owned()),
        Just("null".to_owned()),
        Just("-1.5e3".to_owned()),
        Just("<a>".to_owned()),
        Just("</a>".to_owned()),
        Just("<Rule>".to_owned()),
        Just("</Rule>".to_owned()),
        Just("&amp;&#x1F600;".to_owned()),
        Just("<![CDATA[x]]>".to_owned()),
        Just("Tags.member.1.Key=".to_owned()),
        Just("&BlockDeviceMapping.1.Ebs.VolumeSize=1".to_owned()),
        Just("Attributes.entry.1.key=a&".to_owned()),
        Just("%C3%28+".to_owned()),
        "\\PC{0,4}",
    ];
    let text = prop::collection::vec(piece, 0..24).prop_map(|p| p.concat().into_bytes());
    prop_oneof![text, prop::collection::vec(any::<u8>(), 0..200)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn decoders_do_not_panic(bytes in looks_alike()) {
        let query = String::from_utf8_lossy(&bytes);
        for (model, op, protocol) in DEEP.iter() {
            let _ = read(model, op, *protocol, "", &bytes);
            let _ = read(model, op, *protocol, &query, b"");
        }
        let _ = parse_cbor(&bytes);
        let _ = Frame::decode(&bytes);
    }

    #[test]
    fn times_do_not_panic(text in "[0-9TZ:+. eE,a-zA-Z-]{0,32}") {
        use haneul_model::TimestampFormat::*;
        for format in [EpochSeconds, Iso8601, HttpDate] {
            for strict in [false, true] {
                let _ = haneul_wire::time::parse(&text, format, strict);
            }
        }
    }

    #[test]
    fn what_is_written_is_read(value in structure()) {
        for (model, protocol) in ECHO.iter() {
            let op = &model.operations[0];
            let encoded = encode(model, op, *protocol, &value, "id");
            let back = read(model, op, *protocol, "", &encoded.body).unwrap();
            prop_assert_eq!(&back, &value, "{:?}: {:?}", protocol, encoded.body);
        }
        // No model lists the CBOR that AWS had before: a service of JSON speaks it.
        let (model, _) = ECHO[0];
        let op = &model.operations[0];
        let encoded = encode(model, op, Protocol::AwsCbor, &value, "id");
        let back = read(model, op, Protocol::AwsCbor, "", &encoded.body).unwrap();
        prop_assert_eq!(&back, &value, "{:?}", encoded.body);
    }
}

/// A shape with everything, as input and output of one operation, in each protocol that writes
/// requests and answers alike.
static ECHO: LazyLock<Vec<(&'static Model, Protocol)>> = LazyLock::new(|| {
    let names = [
        ("json", Protocol::Json11),
        ("rest-json", Protocol::RestJson),
        ("rest-xml", Protocol::RestXml),
        ("smithy-rpc-v2-cbor", Protocol::Cbor),
    ];
    let echo = |(name, protocol): (&str, Protocol)| (echo(name), protocol);
    names.into_iter().map(echo).collect()
});

fn echo(protocol: &str) -> &'static Model {
    let model = json!({
        "metadata": { "protocols": [protocol], "targetPrefix": "T" },
        "operations": { "Echo": {
            "name": "Echo",
            "http": { "method": "POST", "requestUri": "/" },
            "input": { "shape": "All" },
            "output": { "shape": "All" },
        } },
        "shapes": {
            "All": { "type": "structure", "members": {
                "text": { "shape": "Text" },
                "flag": { "shape": "Flag" },
                "int": { "shape": "Int" },
                "long": { "shape": "Long", "locationName": "renamed" },
                "double": { "shape": "Double" },
                "blob": { "shape": "Blob" },
                "time": { "shape": "Time" },
                "day": { "shape": "Time", "timestampFormat": "iso8601" },
                "list": { "shape": "List" },
                "flat": { "shape": "Flat", "flattened": true },
                "map": { "shape": "Map" },
                "inner": { "shape": "All" },
            } },
            "Text": { "type": "string" },
            "Flag": { "type": "boolean" },
            "Int": { "type": "integer" },
            "Long": { "type": "long" },
            "Double": { "type": "double" },
            "Blob": { "type": "blob" },
            "Time": { "type": "timestamp" },
            "List": { "type": "list", "member": { "shape": "Text", "locationName": "item" } },
            "Flat": { "type": "list", "member": { "shape": "All" } },
            "Map": { "type": "map", "key": { "shape": "Text" }, "value": { "shape": "List" } },
        },
    });
    Box::leak(Box::new(from_botocore("echo", &model).unwrap()))
}

/// Text that XML can carry.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,12}",
        "[가-힣\u{1F600}-\u{1F64F}<>&\"'\\\\\n\t\r]{0,6}"
    ]
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (0i64..4_000_000_000_000).prop_map(|ms| Timestamp::from_millisecond(ms).unwrap())
}

fn scalars() -> BoxedStrategy<Vec<(&'static str, Value)>> {
    let double = prop_oneof![
        any::<i32>().prop_map(f64::from),
        -1e9..1e9f64,
        Just(f64::INFINITY)
    ];
    let blob = prop::collection::vec(any::<u8>(), 0..20);
    let list = || prop::collection::vec(text().prop_map(Value::Str), 0..4).prop_map(Value::List);
    let map = prop::collection::btree_map("[a-z]{0,4}", list(), 0..4);
    let map = map.prop_map(|m| Value::Map(m.into_iter().collect()));
    let members = (
        prop::option::of(text().prop_map(Value::Str)),
        prop::option::of(any::<bool>().prop_map(Value::Bool)),
        prop::option::of(any::<i32>().prop_map(|i| Value::Int(i.into()))),
        prop::option::of(any::<i64>().prop_map(Value::Int)),
        prop::option::of(double.prop_map(Value::Float)),
        prop::option::of(blob.prop_map(|b| Value::Blob(b.into()))),
        prop::option::of(instant().prop_map(Value::Time)),
        prop::option::of(instant().prop_map(Value::Time)),
        prop::option::of(list()),
        prop::option::of(map),
    );
    let names = [
        "text", "flag", "int", "long", "double", "blob", "time", "day", "list", "map",
    ];
    members
        .prop_map(move |m| {
            let values = [m.0, m.1, m.2, m.3, m.4, m.5, m.6, m.7, m.8, m.9];
            let present = names.into_iter().zip(values);
            present
                .filter_map(|(name, value)| Some((name, value?)))
                .collect()
        })
        .boxed()
}

fn structure() -> impl Strategy<Value = Value> {
    scalars()
        .prop_map(Value::Struct)
        .prop_recursive(3, 12, 3, |inner| {
            let flat = prop::collection::vec(inner.clone(), 1..3);
            (scalars(), prop::option::of(inner), prop::option::of(flat)).prop_map(
                |(mut fields, inner, flat)| {
                    // Members in the order of the model.
                    let place = fields.iter().position(|(n, _)| *n == "map");
                    let place = place.unwrap_or(fields.len());
                    if let Some(flat) = flat {
                        fields.insert(place, ("flat", Value::List(flat)));
                    }
                    if let Some(inner) = inner {
                        fields.push(("inner", inner));
                    }
                    Value::Struct(fields)
                },
            )
        })
}

/// The same thing inside itself, many times.
fn nested(start: &str, middle: &str, end: &str) -> Vec<u8> {
    let depth = 100_000;
    [start.repeat(depth), middle.to_owned(), end.repeat(depth)]
        .concat()
        .into_bytes()
}

#[test]
fn nesting_bombs_are_refused() {
    let [json, rest, xml, cbor] = ECHO.as_slice() else {
        panic!("four protocols");
    };
    let refused = |(model, protocol): &(&'static Model, Protocol), body: Vec<u8>| {
        let result = read(model, &model.operations[0], *protocol, "", &body);
        assert!(
            result.is_err(),
            "{protocol:?} {:?}",
            String::from_utf8_lossy(&body[..16])
        );
    };
    for json in [json, rest] {
        refused(json, nested("{\"inner\":", "{}", "}"));
        refused(json, nested("{\"unknown\":", "1", "}"));
        refused(json, nested("[", "", "]"));
        refused(
            json,
            [
                b"{\"unknown\":".to_vec(),
                nested("[", "", "]"),
                b"}".to_vec(),
            ]
            .concat(),
        );
    }
    refused(xml, nested("<inner>", "", "</inner>"));
    refused(xml, nested("<unknown>", "", "</unknown>"));
    let bomb = [b"\xa1\x65inner".repeat(100_000), b"\xa0".to_vec()].concat();
    refused(cbor, bomb);
    refused(
        cbor,
        [b"\xa1\x61x".to_vec(), b"\x81".repeat(100_000)].concat(),
    );
    refused(cbor, b"\xc1".repeat(100_000));
    refused(
        cbor,
        b"\xa1\x61x\x9b\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
    );
    assert!(parse_cbor(&b"\x81".repeat(100_000)).is_err());
}

#[test]
fn deep_documents_are_refused() {
    let (model, op, protocol) = DEEP[2];
    let document = String::from_utf8(nested("{\"a\":", "1", "}")).unwrap();
    let body = format!("{{\"additionalModelRequestFields\":{document}}}");
    assert!(read(model, op, protocol, "", body.as_bytes()).is_err());
}

#[test]
fn deep_forms_end_with_the_shape() {
    let (model, op, protocol) = DEEP[7];
    let body = format!("{}=1", "BlockDeviceMapping.1.".repeat(50_000));
    let _ = read(model, op, protocol, "", body.as_bytes());
}

/// Many parameters cost no more than sorting them.
#[test]
fn large_forms_are_read_in_time() {
    let (model, op, protocol) = DEEP[7];
    let pairs: Vec<String> = (0..50_000)
        .map(|i| format!("SecurityGroupId.{i}=sg"))
        .collect();
    let start = std::time::Instant::now();
    let value = read(model, op, protocol, "", pairs.join("&").as_bytes()).unwrap();
    assert!(matches!(&value, Value::Struct(fields) if fields.len() == 1));
    assert!(start.elapsed().as_secs() < 5, "{:?}", start.elapsed());
}

#[test]
fn document_types_are_refused() {
    let xml = b"<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>";
    let (model, protocol) = ECHO[2];
    assert!(read(model, &model.operations[0], protocol, "", xml).is_err());
    let entity = b"<a><text>&nbsp;</text></a>";
    assert!(read(model, &model.operations[0], protocol, "", entity).is_err());
}

#[test]
fn blobs_are_base64_in_json() {
    let (model, protocol) = ECHO[0];
    let text = base64::engine::general_purpose::STANDARD.encode(b"\0\xff");
    let body = format!("{{\"blob\":\"{text}\"}}");
    let read = read(model, &model.operations[0], protocol, "", body.as_bytes()).unwrap();
    assert_eq!(
        read.get("blob"),
        Some(&Value::Blob(b"\0\xff".as_slice().into()))
    );
}
