//! Requests of restJson and restXml: labels, query strings, headers and a body.

mod header;
mod media;

pub(crate) use header::join;

use crate::bad::{Bad, Read};
use crate::request::{Labels, RequestHead};
use crate::value::scalar::{self, Manner};
use crate::value::{member, percent};
use crate::{is_event_stream, json, xml};
use bytes::Bytes;
use haneul_model::{
    Fields, Kind, Location, Member, Model, Operation, Protocol, Shape, TimestampFormat, Value,
};

pub(crate) fn decode(
    model: &'static Model,
    op: &'static Operation,
    protocol: Protocol,
    labels: &Labels,
    head: &RequestHead<'_>,
    body: &[u8],
) -> Read<Value> {
    let shape = op.input.map(|id| model.shape(id));
    if protocol == Protocol::RestJson {
        media::check(model, op, head, body)?;
    }
    let Some(shape) = shape else {
        return Ok(Value::Struct(Vec::new()));
    };
    let mut reader = Reader {
        model,
        strict: protocol == Protocol::RestJson,
        labels,
        head,
        names: header::Names::of(head),
        fields: Vec::new(),
    };
    reader.bound(shape).map_err(Bad::into_parameter)?;
    reader.body(shape, protocol, op, body)?;
    Ok(Value::Struct(reader.fields))
}

struct Reader<'a> {
    model: &'static Model,
    strict: bool,
    labels: &'a Labels,
    head: &'a RequestHead<'a>,
    names: header::Names,
    fields: Fields,
}

impl Reader<'_> {
    fn bound(&mut self, shape: &'static Shape) -> Read<()> {
        for member in shape.members() {
            let value = match member.location {
                Some(Location::Uri) => self.label(member)?,
                Some(Location::QueryString) => self.query(member)?,
                Some(Location::Header) => self.header(member)?,
                Some(Location::Headers) => header::prefixed(member, self.head),
                Some(Location::StatusCode) | None => None,
            };
            if let Some(value) = value {
                self.fields.push((member.name, value));
            }
        }
        Ok(())
    }

    fn header(&self, member: &Member) -> Read<Option<Value>> {
        header::read(self.model, member, self.head, self.names, self.strict)
    }

    fn scalar(&self, member: &Member, text: &str) -> Read<Value> {
        let manner = Manner {
            strict: self.strict,
            time: TimestampFormat::Iso8601,
        };
        scalar::read(self.model, member, text, manner)
    }

    fn label(&self, member: &Member) -> Read<Option<Value>> {
        let text = self.labels.get(member::wire_name(member));
        text.map(|text| self.scalar(member, text)).transpose()
    }

    fn query(&self, member: &Member) -> Read<Option<Value>> {
        let name = member::wire_name(member);
        let mut pairs = percent::pairs(self.head.query);
        match &self.model.shape(member.shape).kind {
            Kind::List { member: item, .. } => {
                let named = pairs.filter(|(n, _)| n == name);
                let items = named.map(|(_, text)| self.scalar(item, &text));
                let items = items.collect::<Read<Vec<_>>>()?;
                Ok((!items.is_empty()).then_some(Value::List(items)))
            }
            Kind::Map { value, .. } => Ok(self.query_map(value)),
            _ => match pairs.find(|(n, _)| n == name) {
                Some((_, text)) => self.scalar(member, &text).map(Some),
                None => Ok(None),
            },
        }
    }

    /// All parameters, those bound by name included.
    fn query_map(&self, value: &Member) -> Option<Value> {
        let lists = matches!(self.model.shape(value.shape).kind, Kind::List { .. });
        let mut map: Vec<(String, Value)> = Vec::new();
        for (name, text) in percent::pairs(self.head.query) {
            let text = Value::Str(text.into_owned());
            let place = map.iter().position(|(n, _)| *n == name);
            match (place.map(|p| &mut map[p].1), lists) {
                (Some(Value::List(items)), true) => items.push(text),
                (Some(_), _) => {}
                (None, true) => map.push((name.into_owned(), Value::List(vec![text]))),
                (None, false) => map.push((name.into_owned(), text)),
            }
        }
        (!map.is_empty()).then_some(Value::Map(map))
    }

    fn body(
        &mut self,
        shape: &'static Shape,
        protocol: Protocol,
        op: &Operation,
        body: &[u8],
    ) -> Read<()> {
        if let Some(member) = shape.payload() {
            if let Some(value) = self.payload(member, protocol, body)? {
                self.fields.push((member.name, value));
            }
            return Ok(());
        }
        let in_body = |m: &Member| m.location.is_none();
        if body.is_empty() || !shape.members().iter().any(in_body) {
            return Ok(());
        }
        let (text, Some(id)) = (json::as_text(body)?, op.input) else {
            return Ok(());
        };
        let read = match protocol {
            Protocol::RestXml => xml::structure(self.model, id, text)?,
            _ => json::structure(self.model, id, text, protocol)?,
        };
        if let Value::Struct(fields) = read {
            self.fields.extend(fields);
        }
        Ok(())
    }

    fn payload(
        &self,
        member: &'static Member,
        protocol: Protocol,
        body: &[u8],
    ) -> Read<Option<Value>> {
        let shape = self.model.shape(member.shape);
        if body.is_empty() || member.streaming || shape.streaming || is_event_stream(shape) {
            return Ok(None);
        }
        match &shape.kind {
            Kind::Blob => Ok(Some(Value::Blob(Bytes::copy_from_slice(body)))),
            Kind::String => Ok(Some(Value::Str(json::as_text(body)?.to_owned()))),
            _ if protocol == Protocol::RestXml => {
                xml::payload(self.model, member, json::as_text(body)?).map(Some)
            }
            _ => json::payload(self.model, member, json::as_text(body)?, protocol).map(Some),
        }
    }
}
