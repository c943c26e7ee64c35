//! Reading the test vectors.
#![allow(dead_code)]

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use serde_json::Value;

pub const ACCESS_KEY: &str = "AKIDEXAMPLE";
pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Unpacks a gzip file and reads the JSON in it.
pub fn load(gzip: &[u8]) -> Value {
    let flags = gzip[3];
    assert_eq!(flags & !8, 0, "only a file name may follow the header");
    let name = if flags & 8 == 0 {
        0
    } else {
        gzip[10..].iter().position(|byte| *byte == 0).unwrap() + 1
    };
    let json = miniz_oxide::inflate::decompress_to_vec(&gzip[10 + name..gzip.len() - 8]).unwrap();
    serde_json::from_slice(&json).unwrap()
}

/// A request out of its text.
pub struct Request {
    pub method: Method,
    pub path: String,
    pub query: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Request {
    pub fn parse(text: &str) -> Request {
        let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
        let mut lines = head.lines();
        let line = lines.next().unwrap();
        let (method, rest) = line.split_once(' ').unwrap();
        let (target, _) = rest.rsplit_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        Request {
            method: method.parse().unwrap(),
            path: path.into(),
            query: query.into(),
            headers: headers(lines),
            body: body.into(),
        }
    }
}

/// Header lines; a line that begins with white space goes on from the one before.
fn headers<'a>(lines: impl Iterator<Item = &'a str>) -> HeaderMap {
    let mut unfolded: Vec<String> = Vec::new();
    for line in lines.filter(|line| !line.is_empty()) {
        match unfolded.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) => *last += &format!(" {}", line.trim()),
            _ => unfolded.push(line.into()),
        }
    }
    let mut headers = HeaderMap::new();
    for line in unfolded {
        let (name, value) = line.split_once(':').unwrap();
        let name: HeaderName = name.to_lowercase().parse().unwrap();
        headers.append(name, HeaderValue::from_str(value.trim()).unwrap());
    }
    headers
}

pub fn text<'a>(case: &'a Value, key: &str) -> &'a str {
    case[key].as_str().unwrap_or_else(|| panic!("no {key}"))
}
