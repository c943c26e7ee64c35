//! Reads an XML tree into a value, guided by the shape.

use super::tree::{Element, parse};
use crate::bad::{Read, form};
use crate::value::MAX_DEPTH;
use crate::value::member::{find, is_flattened, set, wire_name};
use crate::value::scalar::{self, Manner};
use haneul_model::{Fields, Kind, Member, Model, ShapeId, TimestampFormat, Value};

const MANNER: Manner = Manner {
    strict: false,
    time: TimestampFormat::Iso8601,
};

/// A body that is one structure, whatever its root is called.
pub(crate) fn structure(model: &'static Model, id: ShapeId, text: &str) -> Read<Value> {
    let root = parse(text)?;
    let members = model.shape(id).members();
    fields(model, members, &root, true, 0).map(Value::Struct)
}

/// A payload: the root element is the member itself.
pub(crate) fn payload(model: &'static Model, member: &'static Member, text: &str) -> Read<Value> {
    let root = parse(text)?;
    value(model, member, &root, 0)
}

fn value(
    model: &'static Model,
    member: &'static Member,
    element: &Element,
    depth: usize,
) -> Read<Value> {
    if depth > MAX_DEPTH {
        return form("The XML is nested too deeply.");
    }
    match &model.shape(member.shape).kind {
        Kind::Structure { members, union, .. } => {
            let fields = fields(model, members, element, false, depth)?;
            if *union && fields.len() != 1 {
                return form("A union must have exactly one member.");
            }
            Ok(Value::Struct(fields))
        }
        Kind::List { member, .. } => {
            let name = member.location_name.unwrap_or("member");
            let named = element.children.iter().filter(|e| e.name == name);
            let items = named.map(|e| value(model, member, e, depth + 1));
            items.collect::<Read<Vec<_>>>().map(Value::List)
        }
        Kind::Map { key, value, .. } => {
            let entries = element.children.iter().filter(|e| e.name == "entry");
            let entries = entries.map(|e| entry(model, key, value, e, depth + 1));
            entries.collect::<Read<Vec<_>>>().map(Value::Map)
        }
        _ if !element.children.is_empty() => form("An element holds elements where text belongs."),
        _ => scalar::read(model, member, &element.text, MANNER),
    }
}

fn fields(
    model: &'static Model,
    members: &'static [Member],
    element: &Element,
    top: bool,
    depth: usize,
) -> Read<Fields> {
    let mut fields = attributes(model, members, element)?;
    let mut hint = 0;
    for child in &element.children {
        let known = |m: &Member| {
            xml_name(model, m) == child.name && !m.xml_attribute && !(top && m.location.is_some())
        };
        let Some(member) = find(members, &mut hint, known) else {
            continue;
        };
        if is_flattened(model, member) {
            hint -= 1;
            flattened(model, member, child, &mut fields, depth + 1)?;
        } else {
            set(
                &mut fields,
                member.name,
                value(model, member, child, depth + 1)?,
            );
        }
    }
    Ok(fields)
}

fn attributes(
    model: &'static Model,
    members: &'static [Member],
    element: &Element,
) -> Read<Fields> {
    let mut fields = Vec::new();
    if element.attributes.is_empty() {
        return Ok(fields);
    }
    for member in members.iter().filter(|m| m.xml_attribute) {
        if let Some(text) = element.attribute(wire_name(member)) {
            fields.push((member.name, scalar::read(model, member, text, MANNER)?));
        }
    }
    Ok(fields)
}

/// The name of the elements of a member; a list that is itself flattened may name them.
pub(super) fn xml_name(model: &Model, member: &Member) -> &'static str {
    match &model.shape(member.shape).kind {
        Kind::List {
            member: item,
            flattened: true,
            ..
        } => item.location_name.unwrap_or(wire_name(member)),
        _ => wire_name(member),
    }
}

/// One element of a flattened list or map, added to what came before.
fn flattened(
    model: &'static Model,
    member: &'static Member,
    element: &Element,
    fields: &mut Fields,
    depth: usize,
) -> Read<()> {
    let place = match fields.iter().position(|(n, _)| *n == member.name) {
        Some(place) => place,
        None => {
            let empty = match &model.shape(member.shape).kind {
                Kind::Map { .. } => Value::Map(Vec::new()),
                _ => Value::List(Vec::new()),
            };
            fields.push((member.name, empty));
            fields.len() - 1
        }
    };
    match (&model.shape(member.shape).kind, &mut fields[place].1) {
        (Kind::List { member, .. }, Value::List(items)) => {
            items.push(value(model, member, element, depth)?);
        }
        (Kind::Map { key, value, .. }, Value::Map(entries)) => {
            entries.push(entry(model, key, value, element, depth)?);
        }
        _ => {}
    }
    Ok(())
}

fn entry(
    model: &'static Model,
    key: &'static Member,
    target: &'static Member,
    element: &Element,
    depth: usize,
) -> Read<(String, Value)> {
    let key_name = key.location_name.unwrap_or("key");
    let value_name = target.location_name.unwrap_or("value");
    let child = |name: &str| element.children.iter().find(|e| e.name == name);
    match (child(key_name), child(value_name)) {
        (Some(key), Some(found)) => Ok((key.text.clone(), value(model, target, found, depth)?)),
        _ => form("A map entry lacks its key or value."),
    }
}
