//! Reads JSON straight into a value, guided by the shape.

use super::scan::Scanner;
use super::{json_name, unexpected};
use crate::bad::{Read, form};
use crate::value::member::{find, set, timestamp_format};
use crate::value::{MAX_DEPTH, number, scalar, time};
use haneul_model::{Fields, Kind, Member, Model, Protocol, Shape, TimestampFormat, Value};
use std::collections::{HashMap, HashSet};

pub(super) struct Reader<'a> {
    model: &'static Model,
    scan: Scanner<'a>,
    /// The rules of restJson: times in their modelled form only, body members only at the top.
    rest: bool,
}

impl<'a> Reader<'a> {
    pub(super) fn new(model: &'static Model, text: &'a str, protocol: Protocol) -> Self {
        Reader {
            model,
            scan: Scanner::new(text),
            rest: protocol == Protocol::RestJson,
        }
    }

    pub(super) fn end(&mut self) -> Read<()> {
        self.scan.end()
    }

    /// The body as a whole.
    pub(super) fn top(&mut self, shape: &'static Shape) -> Read<Value> {
        match self.scan.peek() {
            b'{' => self
                .fields(shape.members(), self.rest, 0)
                .map(Value::Struct),
            other => unexpected(other, "a structure"),
        }
    }

    pub(super) fn value(&mut self, member: &'static Member, depth: usize) -> Read<Value> {
        if depth > MAX_DEPTH {
            return form("The JSON is nested too deeply.");
        }
        let shape = self.model.shape(member.shape);
        match &shape.kind {
            Kind::String => self.string(),
            Kind::Structure { document: true, .. } => {
                self.scan.document(depth).map(Value::Document)
            }
            Kind::Structure { members, union, .. } => self.structure(members, *union, depth),
            Kind::List { member, sparse, .. } => self.list(member, *sparse, depth),
            Kind::Map { value, sparse, .. } => self.map(value, *sparse, depth),
            Kind::Boolean => self.boolean(),
            Kind::Integer | Kind::Long => self.integer(&shape.kind),
            Kind::Float | Kind::Double => self.float(),
            Kind::Blob => self.blob(),
            Kind::Timestamp => self.timestamp(member),
        }
    }

    fn string(&mut self) -> Read<Value> {
        match self.scan.peek() {
            b'"' => Ok(Value::Str(self.scan.string()?.into_owned())),
            other => unexpected(other, "String"),
        }
    }

    fn structure(&mut self, members: &'static [Member], union: bool, depth: usize) -> Read<Value> {
        match self.scan.peek() {
            b'{' if union => self.union(members, depth),
            b'{' => self.fields(members, false, depth).map(Value::Struct),
            other => unexpected(other, "a structure"),
        }
    }

    fn fields(&mut self, members: &'static [Member], top: bool, depth: usize) -> Read<Fields> {
        self.scan.expect(b'{')?;
        let rest = self.rest;
        let mut fields = Vec::with_capacity(members.len().min(8));
        let (mut hint, mut first) = (0, true);
        while self.scan.more(&mut first, b'}')? {
            let key = self.scan.key()?;
            let known = |m: &Member| json_name(m, rest) == key && !(top && m.location.is_some());
            match find(members, &mut hint, known) {
                Some(_) if self.scan.peek() == b'n' => self.scan.word("null")?,
                Some(member) => {
                    let value = self.value(member, depth + 1)?;
                    set(&mut fields, member.name, value);
                }
                None => self.scan.skip(depth + 1)?,
            }
        }
        Ok(fields)
    }

    /// Exactly one member, not null, must be there; `__type` may stand beside it.
    fn union(&mut self, members: &'static [Member], depth: usize) -> Read<Value> {
        self.scan.expect(b'{')?;
        let rest = self.rest;
        let mut found = None;
        let (mut hint, mut first) = (0, true);
        while self.scan.more(&mut first, b'}')? {
            let key = self.scan.key()?;
            if key == "__type" || self.scan.peek() == b'n' {
                self.scan.skip(depth + 1)?;
                continue;
            }
            let member = find(members, &mut hint, |m| json_name(m, rest) == key);
            let Some(member) = member.filter(|_| found.is_none()) else {
                return form("A union must have exactly one known member.");
            };
            found = Some((member.name, self.value(member, depth + 1)?));
        }
        match found {
            Some(field) => Ok(Value::Struct(vec![field])),
            None => form("A union must have exactly one known member."),
        }
    }

    fn list(&mut self, member: &'static Member, sparse: bool, depth: usize) -> Read<Value> {
        match self.scan.peek() {
            b'[' => self.scan.expect(b'[')?,
            other => return unexpected(other, "a list"),
        }
        let mut items = Vec::new();
        let mut first = true;
        while self.scan.more(&mut first, b']')? {
            items.push(self.element(member, sparse, depth)?);
        }
        Ok(Value::List(items))
    }

    fn map(&mut self, member: &'static Member, sparse: bool, depth: usize) -> Read<Value> {
        match self.scan.peek() {
            b'{' => self.scan.expect(b'{')?,
            other => return unexpected(other, "a map"),
        }
        let mut entries = Vec::new();
        let mut first = true;
        while self.scan.more(&mut first, b'}')? {
            let key = self.scan.key()?.into_owned();
            entries.push((key, self.element(member, sparse, depth)?));
        }
        Ok(Value::Map(last_of_each(entries)))
    }

    fn element(&mut self, member: &'static Member, sparse: bool, depth: usize) -> Read<Value> {
        if sparse && self.scan.peek() == b'n' {
            self.scan.word("null")?;
            return Ok(Value::Null);
        }
        self.value(member, depth + 1)
    }

    fn boolean(&mut self) -> Read<Value> {
        match self.scan.peek() {
            b't' => self.scan.word("true").map(|()| Value::Bool(true)),
            b'f' => self.scan.word("false").map(|()| Value::Bool(false)),
            other => unexpected(other, "Boolean"),
        }
    }

    fn integer(&mut self, kind: &Kind) -> Read<Value> {
        let text = match self.scan.peek() {
            b'-' | b'0'..=b'9' => self.scan.number()?,
            other => return unexpected(other, "Integer"),
        };
        let value = match text.parse() {
            Ok(value) => Some(value),
            Err(_) => text.parse().ok().and_then(number::whole),
        };
        match value.filter(|v| number::in_range(kind, *v)) {
            Some(value) => Ok(Value::Int(value)),
            None => form(format!(
                "NUMBER_VALUE cannot be converted to Integer: {text}"
            )),
        }
    }

    /// A number, or one of the words that JSON has no number for.
    fn float(&mut self) -> Read<Value> {
        let quoted = self.scan.peek() == b'"';
        let text = match self.scan.peek() {
            b'-' | b'0'..=b'9' => self.scan.number()?.into(),
            b'"' => self.scan.string()?,
            other => return unexpected(other, "Double"),
        };
        let word = text.ends_with(|c: char| c.is_ascii_alphabetic());
        match number::parse_float(&text) {
            Some(value) if quoted == word => Ok(Value::Float(value)),
            _ => form("STRING_VALUE cannot be converted to Double"),
        }
    }

    fn blob(&mut self) -> Read<Value> {
        let text = match self.scan.peek() {
            b'"' => self.scan.string()?,
            other => return unexpected(other, "a blob"),
        };
        match scalar::decode_blob(&text) {
            Some(bytes) => Ok(Value::Blob(bytes)),
            None => form("A blob is not base64 encoded."),
        }
    }

    fn timestamp(&mut self, member: &Member) -> Read<Value> {
        let format = timestamp_format(self.model, member, TimestampFormat::EpochSeconds);
        let quoted = self.scan.peek() == b'"';
        let text = match self.scan.peek() {
            b'"' => self.scan.string()?,
            b'-' | b'0'..=b'9' => self.scan.number()?.into(),
            other => return unexpected(other, "Timestamp"),
        };
        let modelled = quoted != (format == TimestampFormat::EpochSeconds);
        let parsed = match self.rest {
            true if !modelled => None,
            true => time::parse(&text, format, true),
            false => time::parse(&text, format, false),
        };
        match parsed {
            Some(at) => Ok(Value::Time(at)),
            None => form("A timestamp is not in its format."),
        }
    }
}

/// A repeated key keeps its first place and its last value.
fn last_of_each(entries: Vec<(String, Value)>) -> Vec<(String, Value)> {
    if !repeats(&entries) {
        return entries;
    }
    let mut places = HashMap::with_capacity(entries.len());
    let mut kept: Vec<(String, Value)> = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        match places.get(&key) {
            Some(place) => {
                let place: usize = *place;
                kept[place].1 = value;
            }
            None => {
                places.insert(key.clone(), kept.len());
                kept.push((key, value));
            }
        }
    }
    kept
}

fn repeats(entries: &[(String, Value)]) -> bool {
    if entries.len() <= 16 {
        let earlier = |i: usize| entries[..i].iter();
        return (1..entries.len()).any(|i| earlier(i).any(|(key, _)| *key == entries[i].0));
    }
    let mut seen = HashSet::with_capacity(entries.len());
    !entries.iter().all(|(key, _)| seen.insert(key))
}
