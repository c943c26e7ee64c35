//! Event streams: frames, events of real models, and frames that are not what they should be.

use haneul_model::{Protocol, Value, model};
use haneul_wire::eventstream::{
    Frame, HeaderValue, decode_event, encode_event, encode_exception, encode_initial_response,
};

fn every_header() -> Frame {
    let header = |name: &str, value| (name.to_owned(), value);
    Frame {
        headers: vec![
            header("true", HeaderValue::Bool(true)),
            header("false", HeaderValue::Bool(false)),
            header("byte", HeaderValue::Byte(-1)),
            header("short", HeaderValue::Short(-2)),
            header("int", HeaderValue::Int(-3)),
            header("long", HeaderValue::Long(-4)),
            header("bytes", HeaderValue::Bytes(b"abc".as_slice().into())),
            header("text", HeaderValue::Text("하늘".to_owned())),
            header(
                "time",
                HeaderValue::Time("2026-01-01T00:00:00Z".parse().unwrap()),
            ),
            header("uuid", HeaderValue::Uuid([7; 16])),
        ],
        payload: b"payload".as_slice().into(),
    }
}

#[test]
fn frames_come_back() {
    let frame = every_header();
    let bytes = frame.encode();
    let (read, taken) = Frame::decode(&bytes).unwrap().unwrap();
    assert_eq!((read, taken), (frame, bytes.len()));
}

#[test]
fn a_known_frame() {
    let bytes = b"\0\0\0\x10\0\0\0\0\x05\xc2\x48\xeb\x7d\x98\xc8\xff";
    assert_eq!(Frame::default().encode(), bytes.as_slice());
}

#[test]
fn parts_are_waited_for_and_damage_is_refused() {
    let bytes = every_header().encode();
    for end in 0..bytes.len() {
        assert_eq!(Frame::decode(&bytes[..end]).unwrap(), None, "{end}");
    }
    for at in 0..bytes.len() {
        let mut damaged = bytes.to_vec();
        damaged[at] ^= 1;
        assert!(Frame::decode(&damaged).is_err(), "{at}");
    }
}

#[test]
fn select_writes_records_and_ends() {
    let s3 = model("s3").unwrap();
    let stream = s3.shape_named("SelectObjectContentEventStream").unwrap();
    let rows = Value::Struct(vec![("Payload", Value::Blob(b"a,b\n".as_slice().into()))]);
    let event = Value::Struct(vec![("Records", rows)]);
    let frame = encode_event(s3, Protocol::RestXml, stream, &event);
    assert_eq!(frame.text(":event-type"), Some("Records"));
    assert_eq!(
        frame.text(":content-type"),
        Some("application/octet-stream")
    );
    assert_eq!(frame.payload, b"a,b\n".as_slice());
    assert_eq!(
        decode_event(s3, Protocol::RestXml, stream, &frame).unwrap(),
        event
    );
    let bytes = Value::Struct(vec![("BytesScanned", Value::Int(5))]);
    let stats = Value::Struct(vec![("Stats", Value::Struct(vec![("Details", bytes)]))]);
    let frame = encode_event(s3, Protocol::RestXml, stream, &stats);
    let text = std::str::from_utf8(&frame.payload).unwrap();
    assert!(text.contains("<BytesScanned>5</BytesScanned>"), "{text}");
    assert_eq!(
        decode_event(s3, Protocol::RestXml, stream, &frame).unwrap(),
        stats
    );
}

#[test]
fn kinesis_begins_with_an_initial_response() {
    let kinesis = model("kinesis").unwrap();
    let output = kinesis
        .operation("SubscribeToShard")
        .unwrap()
        .output
        .unwrap();
    let frame = encode_initial_response(
        kinesis,
        Protocol::Json11,
        kinesis.shape(output),
        &Value::Struct(Vec::new()),
    );
    assert_eq!(frame.text(":event-type"), Some("initial-response"));
    assert_eq!(frame.payload, b"{}".as_slice());
}

#[test]
fn exceptions() {
    let frame = encode_exception("InternalError", "Try again.");
    assert_eq!(frame.text(":message-type"), Some("error"));
    assert_eq!(frame.text(":error-code"), Some("InternalError"));
    let kinesis = model("kinesis").unwrap();
    let stream = kinesis.shape_named("SubscribeToShardEventStream").unwrap();
    let message = Value::Struct(vec![("message", Value::Str("gone".to_owned()))]);
    let event = Value::Struct(vec![("ResourceNotFoundException", message)]);
    let frame = encode_event(kinesis, Protocol::Json11, stream, &event);
    assert_eq!(
        frame.text(":exception-type"),
        Some("ResourceNotFoundException")
    );
}
