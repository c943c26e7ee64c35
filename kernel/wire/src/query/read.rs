//! Reads a form into a value, guided by the shape.

use super::form::{Form, Group};
use crate::bad::{Read, form};
use crate::value::MAX_DEPTH;
use crate::value::member::is_flattened;
use crate::value::scalar::{self, Manner};
use haneul_model::{Kind, Member, Model, Shape, TimestampFormat, Value};
use std::borrow::Cow;

const MANNER: Manner = Manner {
    strict: false,
    time: TimestampFormat::Iso8601,
};

pub(super) struct Reader {
    pub(super) model: &'static Model,
    /// EC2 capitalises names and flattens every list.
    pub(super) ec2: bool,
}

impl Reader {
    pub(super) fn top(&self, shape: &'static Shape, form: &Form<'_>) -> Read<Value> {
        self.fields(shape.members(), form.whole(), 0)
    }

    fn fields(&self, members: &'static [Member], group: Group<'_>, depth: usize) -> Read<Value> {
        let mut fields = Vec::new();
        for member in members {
            let found = self.member_group(member, group);
            if found.is_empty() {
                continue;
            }
            if let Some(value) = self.member(member, found, depth)? {
                fields.push((member.name, value));
            }
        }
        Ok(Value::Struct(fields))
    }

    fn member_group<'f>(&self, member: &Member, group: Group<'f>) -> Group<'f> {
        if self.ec2 {
            return group.child(&ec2_name(member));
        }
        let named = group.child(member.location_name.unwrap_or(member.name));
        let inner = match &self.model.shape(member.shape).kind {
            Kind::List { member: item, .. } if is_flattened(self.model, member) => {
                item.location_name
            }
            _ => None,
        };
        match inner {
            Some(name) if named.is_empty() => group.child(name),
            _ => named,
        }
    }

    fn member(
        &self,
        member: &'static Member,
        group: Group<'_>,
        depth: usize,
    ) -> Read<Option<Value>> {
        if depth > MAX_DEPTH {
            return form("The parameters are nested too deeply.");
        }
        let flat = self.ec2 || is_flattened(self.model, member);
        match &self.model.shape(member.shape).kind {
            Kind::Structure { members, .. } => self.fields(members, group, depth + 1).map(Some),
            Kind::List { member: item, .. } => self.list(item, flat, group, depth).map(Some),
            Kind::Map { key, value, .. } => self.map(key, value, flat, group, depth).map(Some),
            _ => match group.value() {
                Some(text) => scalar::read(self.model, member, text, MANNER).map(Some),
                None => Ok(None),
            },
        }
    }

    fn list(
        &self,
        item: &'static Member,
        flat: bool,
        group: Group<'_>,
        depth: usize,
    ) -> Read<Value> {
        let mut items = group;
        if !flat {
            items = group.child(item.location_name.unwrap_or("member"));
            if items.is_empty() {
                items = group.child("member");
            }
        }
        let mut values = Vec::new();
        for found in items.numbered() {
            values.extend(self.member(item, found, depth + 1)?);
        }
        Ok(Value::List(values))
    }

    fn map(
        &self,
        key: &'static Member,
        value: &'static Member,
        flat: bool,
        group: Group<'_>,
        depth: usize,
    ) -> Read<Value> {
        let entries = if flat { group } else { group.child("entry") };
        let mut map = Vec::new();
        for entry in entries.numbered() {
            let name = entry.child(key.location_name.unwrap_or("key"));
            let found = entry.child(value.location_name.unwrap_or("value"));
            let (Some(name), false) = (name.value(), found.is_empty()) else {
                return form("A map entry lacks its key or value.");
            };
            if let Some(value) = self.member(value, found, depth + 1)? {
                map.push((name.to_owned(), value));
            }
        }
        Ok(Value::Map(map))
    }
}

fn ec2_name(member: &Member) -> Cow<'static, str> {
    if let Some(name) = member.query_name {
        return Cow::Borrowed(name);
    }
    let name = member.location_name.unwrap_or(member.name);
    match name.as_bytes().first() {
        Some(first) if first.is_ascii_lowercase() => Cow::Owned(format!(
            "{}{}",
            first.to_ascii_uppercase() as char,
            &name[1..]
        )),
        _ => Cow::Borrowed(name),
    }
}
