//! Writes a value as JSON.

use super::json_name;
use crate::value::member::{find, timestamp_format, writes_millis};
use crate::value::{number, scalar, time};
use haneul_model::{Fields, Kind, Member, Model, Protocol, Shape, TimestampFormat, Value};

pub(crate) struct Writer<'a> {
    model: &'a Model,
    rest: bool,
    pub(crate) out: Vec<u8>,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(model: &'a Model, protocol: Protocol) -> Self {
        Writer {
            model,
            rest: protocol == Protocol::RestJson,
            out: Vec::with_capacity(256),
        }
    }

    /// A structure standing alone; `keep` says which of its members belong into it.
    pub(crate) fn structure(
        &mut self,
        shape: &Shape,
        fields: &Fields,
        keep: impl Fn(&Member) -> bool,
    ) {
        self.out.push(b'{');
        self.members(shape.members(), fields, keep);
        self.out.push(b'}');
    }

    /// The members of a structure without its braces.
    pub(crate) fn members(
        &mut self,
        members: &[Member],
        fields: &Fields,
        keep: impl Fn(&Member) -> bool,
    ) {
        let mut hint = 0;
        for (name, value) in fields.iter().filter(|(_, v)| !v.is_null()) {
            let member = find(members, &mut hint, |m| m.name == *name);
            if let Some(member) = member.filter(|m| keep(m)) {
                self.key(json_name(member, self.rest));
                self.value(member, value);
            }
        }
    }

    /// A key with what must stand before and after it.
    pub(crate) fn key(&mut self, key: &str) {
        if !matches!(self.out.last(), Some(b'{') | None) {
            self.out.push(b',');
        }
        self.string(key);
        self.out.push(b':');
    }

    pub(crate) fn value(&mut self, member: &Member, value: &Value) {
        let kind = &self.model.shape(member.shape).kind;
        match (value, kind) {
            (Value::Null, _) => self.out.extend_from_slice(b"null"),
            (Value::Str(text), _) => self.string(text),
            (Value::Bool(flag), _) => self.out.extend_from_slice(word(*flag)),
            (Value::Int(int), _) => self.plain(int),
            (Value::Float(float), _) => self.float(*float),
            (Value::Blob(bytes), _) => self.string(&scalar::encode_blob(bytes)),
            (Value::Time(at), _) => self.timestamp(member, *at),
            (Value::Document(json), _) => self.plain(json),
            (Value::Struct(fields), Kind::Structure { .. }) => {
                self.structure(self.model.shape(member.shape), fields, |_| true);
            }
            (Value::List(items), Kind::List { member, .. }) => self.list(member, items),
            (Value::Map(entries), Kind::Map { value, .. }) => self.map(value, entries),
            // A collection where the model has another kind: a handler's mistake, not a crash.
            _ => self.out.extend_from_slice(b"null"),
        }
    }

    fn list(&mut self, member: &Member, items: &[Value]) {
        self.out.push(b'[');
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.out.push(b',');
            }
            self.value(member, item);
        }
        self.out.push(b']');
    }

    fn map(&mut self, member: &Member, entries: &[(String, Value)]) {
        self.out.push(b'{');
        for (i, (key, value)) in entries.iter().enumerate() {
            if i > 0 {
                self.out.push(b',');
            }
            self.string(key);
            self.out.push(b':');
            self.value(member, value);
        }
        self.out.push(b'}');
    }

    fn timestamp(&mut self, member: &Member, at: jiff::Timestamp) {
        let format = timestamp_format(self.model, member, TimestampFormat::EpochSeconds);
        let text = time::format(at, format, writes_millis(self.model));
        match format {
            TimestampFormat::EpochSeconds => self.out.extend_from_slice(text.as_bytes()),
            _ => self.string(&text),
        }
    }

    fn float(&mut self, float: f64) {
        match number::special(float) {
            Some(word) => self.string(word),
            None => self.plain(&float),
        }
    }

    fn plain(&mut self, value: &impl std::fmt::Display) {
        use std::io::Write;
        // Writing to a vector does not fail.
        let _ = write!(self.out, "{value}");
    }

    pub(crate) fn string(&mut self, text: &str) {
        self.out.push(b'"');
        let mut rest = text.as_bytes();
        loop {
            let (plain, left) = rest.split_at(plain(rest));
            self.out.extend_from_slice(plain);
            let Some((byte, left)) = left.split_first() else {
                break;
            };
            self.escape(*byte);
            rest = left;
        }
        self.out.push(b'"');
    }

    fn escape(&mut self, byte: u8) {
        let short = match byte {
            b'"' | b'\\' => byte,
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0x8 => b'b',
            0xc => b'f',
            _ => {
                let hex = |n: u8| b"0123456789abcdef"[usize::from(n & 15)];
                let code = [b'\\', b'u', b'0', b'0', hex(byte >> 4), hex(byte)];
                return self.out.extend_from_slice(&code);
            }
        };
        self.out.extend_from_slice(&[b'\\', short]);
    }
}

/// How many bytes from the start stand for themselves. Whole blocks are looked at without a branch
/// for each byte, which the compiler turns into a few wide instructions.
fn plain(bytes: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let special = |byte: &u8| (*byte < 0x20) | (*byte == b'"') | (*byte == b'\\');
    let is_plain = |block: &&[u8]| {
        !block
            .iter()
            .fold(false, |found, byte| found | special(byte))
    };
    let blocks = bytes.chunks_exact(BLOCK).take_while(is_plain).count();
    let tail = &bytes[blocks * BLOCK..];
    blocks * BLOCK + tail.iter().position(special).unwrap_or(tail.len())
}

fn word(flag: bool) -> &'static [u8] {
    if flag { b"true" } else { b"false" }
}
