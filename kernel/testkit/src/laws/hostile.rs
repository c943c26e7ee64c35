//! Values that nobody sends in earnest.

use super::sample::Sampler;
use super::vary::Variant;
use haneul_model::{Kind, Shape};
use serde_json::{Value as Json, json};

const TEXTS: &[&str] = &[
    "",
    " ",
    "\0",
    "\u{1}\u{7f}\u{85}\u{fffe}",
    "🦀 ünïcödé \u{202e}esrever",
    "e\u{301}\u{301}\u{301}",
    "../../../etc/passwd",
    "//",
    "*",
    "?",
    "%00%ff%zz",
    "%",
    "+",
    "<a>&amp;\"'</a>]]>",
    "{\"a\":",
    "[[[[[[",
    "{}",
    "[]",
    "null",
    "-1",
    "99999999999999999999",
    "1e309",
    "NaN",
    ":",
    "::::::",
    "arn:",
    "arn:aws:iam:::",
    "arn:aws:sqs:us-east-1:111122223333:",
    "http://",
    "http://localhost:4566/",
    "http://localhost:4566/111122223333/",
    "https://[::1",
    "a/b/c",
    "a?versionId=",
    "bytes=-",
    "bytes=9-1",
    "bytes=18446744073709551615-18446744073709551616",
    "${aws:username}",
    "\r\nX-Header: a",
];

pub fn values(sampler: &Sampler, shape: &Shape) -> Vec<Variant> {
    match &shape.kind {
        Kind::String => texts(),
        Kind::Integer | Kind::Long => {
            let numbers = [i64::MIN, -1, 0, 1, i64::from(i32::MAX), i64::MAX];
            numbers.map(|n| (n.to_string(), json!(n))).to_vec()
        }
        Kind::Float | Kind::Double => shown([json!(-1e308), json!(0.0), json!(1e308)]),
        Kind::Timestamp => shown([
            json!(-62_135_596_800_i64),
            json!(0),
            json!(253_402_207_200_i64),
        ]),
        Kind::Boolean => shown([json!(true), json!(false)]),
        Kind::Blob => shown([json!(""), json!("AAAA"), json!("/////w==")]),
        Kind::List { member, .. } => {
            let item = sampler.value(member.shape, 6);
            let many = json!(vec![item; 1_200]);
            vec![
                ("empty".to_owned(), json!([])),
                ("very many".to_owned(), many),
            ]
        }
        Kind::Map { .. } | Kind::Structure { .. } => shown([json!({})]),
    }
}

fn shown<const N: usize>(values: [Json; N]) -> Vec<Variant> {
    values.map(|value| (value.to_string(), value)).to_vec()
}

fn texts() -> Vec<Variant> {
    let short = TEXTS.iter().map(|text| (format!("{text:?}"), json!(text)));
    let nested = "[".repeat(20_000);
    let long = [
        ("100,000 letters".to_owned(), json!("a".repeat(100_000))),
        ("20,000 brackets".to_owned(), json!(nested)),
        (
            "5,000 signs of four bytes".to_owned(),
            json!("🦀".repeat(5_000)),
        ),
    ];
    short.chain(long).collect()
}
