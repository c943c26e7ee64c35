//! Writes a value as XML.

use super::read::xml_name;
use crate::value::member::{find, is_flattened, wire_name};
use crate::value::scalar;
use haneul_model::{Fields, Kind, Member, Model, Shape, TimestampFormat, Value};

pub(crate) type Namespace = (Option<&'static str>, &'static str);

pub(crate) struct Writer<'a> {
    model: &'a Model,
    pub(crate) out: String,
}

impl<'a> Writer<'a> {
    pub(crate) fn new(model: &'a Model) -> Self {
        Writer {
            model,
            out: String::with_capacity(512),
        }
    }

    pub(crate) fn declaration(&mut self) {
        self.out
            .push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    pub(crate) fn open(&mut self, name: &str, namespace: Option<&str>) {
        self.begin(name, namespace.map(|uri| (None, uri)));
        self.out.push('>');
    }

    fn begin(&mut self, name: &str, namespace: Option<(Option<&str>, &str)>) {
        self.out.push('<');
        self.out.push_str(name);
        let Some((prefix, uri)) = namespace else {
            return;
        };
        self.out.push_str(" xmlns");
        if let Some(prefix) = prefix {
            self.out.push(':');
            self.out.push_str(prefix);
        }
        self.out.push_str("=\"");
        escape_into(&mut self.out, uri, true);
        self.out.push('"');
    }

    pub(crate) fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    /// An element with text.
    pub(crate) fn text(&mut self, name: &str, text: &str) {
        self.open(name, None);
        escape_into(&mut self.out, text, false);
        self.close(name);
    }

    /// A structure as the root of a document.
    pub(crate) fn root(
        &mut self,
        name: &str,
        namespace: Option<Namespace>,
        shape: &Shape,
        fields: &Fields,
        keep: impl Fn(&Member) -> bool,
    ) {
        self.begin(name, namespace.or(shape.xml_namespace));
        self.attributes(shape.members(), fields);
        self.out.push('>');
        self.members(shape.members(), fields, keep);
        self.close(name);
    }

    pub(crate) fn members(
        &mut self,
        members: &[Member],
        fields: &Fields,
        keep: impl Fn(&Member) -> bool,
    ) {
        let mut hint = 0;
        for (name, value) in fields.iter().filter(|(_, v)| !v.is_null()) {
            let member = find(members, &mut hint, |m| m.name == *name);
            if let Some(member) = member.filter(|m| !m.xml_attribute && keep(m)) {
                self.member(member, value);
            }
        }
    }

    fn attributes(&mut self, members: &[Member], fields: &Fields) {
        for member in members.iter().filter(|m| m.xml_attribute) {
            let value = fields.iter().find(|(n, _)| *n == member.name);
            let text = value.and_then(|(_, v)| self.scalar(member, v));
            if let Some(text) = text {
                self.out.push(' ');
                self.out.push_str(wire_name(member));
                self.out.push_str("=\"");
                escape_into(&mut self.out, &text, true);
                self.out.push('"');
            }
        }
    }

    fn member(&mut self, member: &Member, value: &Value) {
        let name = xml_name(self.model, member);
        if !is_flattened(self.model, member) {
            return self.element(name, member, value);
        }
        match (value, &self.model.shape(member.shape).kind) {
            (Value::List(items), Kind::List { member: item, .. }) => {
                let namespace = member.xml_namespace.or(item.xml_namespace);
                for value in items {
                    self.spaced_element(name, namespace, item, value);
                }
            }
            (Value::Map(entries), Kind::Map { key, value, .. }) => {
                for pair in entries {
                    self.begin(name, member.xml_namespace);
                    self.out.push('>');
                    self.pair(key, value, pair);
                    self.close(name);
                }
            }
            _ => {}
        }
    }

    pub(crate) fn element(&mut self, name: &str, member: &Member, value: &Value) {
        self.spaced_element(name, member.xml_namespace, member, value);
    }

    fn spaced_element(
        &mut self,
        name: &str,
        namespace: Option<Namespace>,
        member: &Member,
        value: &Value,
    ) {
        let shape = self.model.shape(member.shape);
        self.begin(name, namespace.or(shape.xml_namespace));
        if let Value::Struct(fields) = value {
            self.attributes(shape.members(), fields);
        }
        self.out.push('>');
        self.content(shape, member, value);
        self.close(name);
    }

    fn content(&mut self, shape: &Shape, member: &Member, value: &Value) {
        match (value, &shape.kind) {
            (Value::Struct(fields), Kind::Structure { members, .. }) => {
                self.members(members, fields, |_| true);
            }
            (Value::List(items), Kind::List { member, .. }) => {
                let name = member.location_name.unwrap_or("member");
                for item in items {
                    self.element(name, member, item);
                }
            }
            (Value::Map(entries), Kind::Map { key, value, .. }) => {
                for pair in entries {
                    self.open("entry", None);
                    self.pair(key, value, pair);
                    self.close("entry");
                }
            }
            (Value::Str(text), _) => escape_into(&mut self.out, text, false),
            _ => {
                if let Some(text) = self.scalar(member, value) {
                    escape_into(&mut self.out, &text, false);
                }
            }
        }
    }

    fn pair(&mut self, key: &Member, value: &Member, pair: &(String, Value)) {
        let name = key.location_name.unwrap_or("key");
        self.begin(name, key.xml_namespace);
        self.out.push('>');
        escape_into(&mut self.out, &pair.0, false);
        self.close(name);
        self.element(value.location_name.unwrap_or("value"), value, &pair.1);
    }

    fn scalar(&self, member: &Member, value: &Value) -> Option<String> {
        scalar::write(self.model, member, value, TimestampFormat::Iso8601)
    }
}

/// Carriage returns and other controls are written as references, or a reader would lose them.
pub(crate) fn escape_into(out: &mut String, text: &str, attribute: bool) {
    let mut start = 0;
    for (i, byte) in text.bytes().enumerate() {
        let reference = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' if attribute => "&quot;",
            b'\n' | b'\t' if !attribute => continue,
            0..0x20 => &format!("&#x{byte:x};"),
            _ => continue,
        };
        out.push_str(&text[start..i]);
        out.push_str(reference);
        start = i + 1;
    }
    out.push_str(&text[start..]);
}
