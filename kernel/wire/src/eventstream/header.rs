//! The typed headers of a frame.

use super::frame::{Cursor, malformed};
use crate::bad::Read;
use bytes::Bytes;
use jiff::Timestamp;

#[derive(Clone, Debug, PartialEq)]
pub enum HeaderValue {
    Bool(bool),
    Byte(i8),
    Short(i16),
    Int(i32),
    Long(i64),
    Bytes(Bytes),
    Text(String),
    Time(Timestamp),
    Uuid([u8; 16]),
}

fn truncated(bytes: &[u8], most: usize) -> &[u8] {
    &bytes[..bytes.len().min(most)]
}

pub(super) fn write(out: &mut Vec<u8>, name: &str, value: &HeaderValue) {
    let name = truncated(name.as_bytes(), u8::MAX.into());
    out.push(name.len() as u8);
    out.extend_from_slice(name);
    match value {
        HeaderValue::Bool(flag) => out.push(u8::from(!*flag)),
        HeaderValue::Byte(n) => fixed(out, 2, &n.to_be_bytes()),
        HeaderValue::Short(n) => fixed(out, 3, &n.to_be_bytes()),
        HeaderValue::Int(n) => fixed(out, 4, &n.to_be_bytes()),
        HeaderValue::Long(n) => fixed(out, 5, &n.to_be_bytes()),
        HeaderValue::Bytes(bytes) => sized(out, 6, bytes),
        HeaderValue::Text(text) => sized(out, 7, text.as_bytes()),
        HeaderValue::Time(at) => fixed(out, 8, &at.as_millisecond().to_be_bytes()),
        HeaderValue::Uuid(uuid) => fixed(out, 9, uuid),
    }
}

fn fixed(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    out.push(kind);
    out.extend_from_slice(bytes);
}

fn sized(out: &mut Vec<u8>, kind: u8, bytes: &[u8]) {
    let bytes = truncated(bytes, u16::MAX.into());
    out.push(kind);
    out.extend_from_slice(&(bytes.len() as u16).to_be_bytes());
    out.extend_from_slice(bytes);
}

pub(super) fn read_all(bytes: &[u8]) -> Read<Vec<(String, HeaderValue)>> {
    let mut cursor = Cursor(bytes);
    let mut headers = Vec::new();
    while !cursor.0.is_empty() {
        let [length] = cursor.array()?;
        let name = text(cursor.take(length.into())?)?;
        headers.push((name, read(&mut cursor)?));
    }
    Ok(headers)
}

fn text(bytes: &[u8]) -> Read<String> {
    String::from_utf8(bytes.to_vec()).map_err(|_| malformed())
}

fn read(cursor: &mut Cursor<'_>) -> Read<HeaderValue> {
    let [kind] = cursor.array()?;
    Ok(match kind {
        0 => HeaderValue::Bool(true),
        1 => HeaderValue::Bool(false),
        2 => HeaderValue::Byte(i8::from_be_bytes(cursor.array()?)),
        3 => HeaderValue::Short(i16::from_be_bytes(cursor.array()?)),
        4 => HeaderValue::Int(i32::from_be_bytes(cursor.array()?)),
        5 => HeaderValue::Long(i64::from_be_bytes(cursor.array()?)),
        6 => HeaderValue::Bytes(Bytes::copy_from_slice(cursor.sized()?)),
        7 => HeaderValue::Text(text(cursor.sized()?)?),
        8 => {
            let millis = i64::from_be_bytes(cursor.array()?);
            HeaderValue::Time(Timestamp::from_millisecond(millis).map_err(|_| malformed())?)
        }
        9 => HeaderValue::Uuid(cursor.array()?),
        _ => return Err(malformed()),
    })
}
