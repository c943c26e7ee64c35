//! The text of typed shapes: plain structs with plain conversions, which compile several times
//! faster than derived serialisation.

use crate::names::{field, type_name};
use crate::reach::{Own, Reach, holds, is_struct, own_type};
use haneul_model::{Kind, Member, Model, Operation, ShapeId};
use std::collections::HashSet;
use std::fmt::Write;

/// Structs for the inputs and outputs of these operations and all they reach, except for what the
/// service has types of its own for.
pub fn text(model: &Model, operations: &[&Operation], own: Own) -> String {
    let reach = Reach::of(model, operations, own);
    let mut text = String::new();
    for id in &reach.all {
        let given = reach.input.contains(id);
        Struct::of(model, *id, given, own).write(&mut text);
    }
    for operation in operations {
        let missing = [(operation.input, "Input"), (operation.output, "Output")];
        for (_, side) in missing.iter().filter(|(shape, _)| shape.is_none()) {
            let name = type_name(operation.name) + side;
            let fields = Vec::new();
            Struct { name, fields }.write(&mut text);
        }
    }
    text
}

struct Struct {
    name: String,
    fields: Vec<Field>,
}

struct Field {
    /// In the model.
    member: &'static str,
    name: String,
    kind: String,
    required: bool,
}

impl Struct {
    fn of(model: &Model, id: ShapeId, given: bool, own: Own) -> Struct {
        let shape = model.shape(id);
        let mut used = HashSet::new();
        let mut fields = Vec::new();
        for member in shape.members().iter().filter(|m| !streams(model, m)) {
            let mut name = field(member.name);
            while !used.insert(name.clone()) {
                name.push('_');
            }
            fields.push(Field {
                member: member.name,
                name,
                kind: member_type(model, id, member, own),
                required: given && member.required,
            });
        }
        let name = type_name(shape.name);
        Struct { name, fields }
    }

    fn write(&self, out: &mut String) {
        self.declaration(out);
        match self.fields.is_empty() {
            true => self.empty(out),
            false => {
                self.reader(out);
                self.writer(out);
            }
        }
    }

    fn empty(&self, out: &mut String) {
        let text = include_str!("empty.txt").replace("NAME", &self.name);
        out.push_str(&text);
    }

    fn declaration(&self, out: &mut String) {
        put(out, "#[derive(Debug, Clone, Default, PartialEq)]");
        put(out, &format!("pub struct {} {{", self.name));
        for Field {
            name,
            kind,
            required,
            ..
        } in &self.fields
        {
            match required {
                true => put(out, &format!("    pub {name}: {kind},")),
                false => put(
                    out,
                    &format!("    pub {name}: ::std::option::Option<{kind}>,"),
                ),
            }
        }
        put(out, "}");
    }

    fn reader(&self, out: &mut String) {
        put(
            out,
            &format!("impl ::haneul_model::FromValue for {} {{", self.name),
        );
        put(
            out,
            "    fn from_value(value: ::haneul_model::Value) -> ::std::option::Option<Self> {",
        );
        put(
            out,
            "        let ::haneul_model::Value::Struct(fields_) = value else {",
        );
        put(
            out,
            "            return ::std::option::Option::None;\n        };",
        );
        for Field { name, .. } in &self.fields {
            put(
                out,
                &format!("        let mut {name} = ::std::option::Option::None;"),
            );
        }
        put(
            out,
            "        for (name_, value_) in fields_ {\n            match name_ {",
        );
        for Field { name, member, .. } in &self.fields {
            let read = "::haneul_model::FromValue::from_value(value_)";
            put(
                out,
                &format!("                {member:?} => {name} = {read},"),
            );
        }
        put(out, "                _ => {}\n            }\n        }");
        put(out, "        ::std::option::Option::Some(Self {");
        for Field { name, required, .. } in &self.fields {
            match required {
                true => put(out, &format!("            {name}: {name}?,")),
                false => put(out, &format!("            {name},")),
            }
        }
        put(out, "        })\n    }\n}");
    }

    fn writer(&self, out: &mut String) {
        put(
            out,
            &format!("impl ::haneul_model::ToValue for {} {{", self.name),
        );
        put(out, "    fn to_value(self) -> ::haneul_model::Value {");
        let size = self.fields.len();
        put(
            out,
            &format!("        let mut fields = ::std::vec::Vec::with_capacity({size});"),
        );
        for Field {
            name,
            member,
            required,
            ..
        } in &self.fields
        {
            let push = |value: &str| {
                format!("fields.push(({member:?}, ::haneul_model::ToValue::to_value({value})));")
            };
            match required {
                true => put(out, &format!("        {}", push(&format!("self.{name}")))),
                false => {
                    let some = "::std::option::Option::Some(value_)";
                    put(out, &format!("        if let {some} = self.{name} {{"));
                    put(out, &format!("            {}\n        }}", push("value_")));
                }
            }
        }
        put(
            out,
            "        ::haneul_model::Value::Struct(fields)\n    }\n}",
        );
    }
}

fn put(out: &mut String, line: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{line}");
}

/// Bodies and event streams travel beside the value.
fn streams(model: &Model, member: &Member) -> bool {
    let shape = model.shape(member.shape);
    let events = matches!(
        shape.kind,
        Kind::Structure {
            eventstream: true,
            ..
        }
    );
    member.streaming || shape.streaming || events
}

fn member_type(model: &Model, owner: ShapeId, member: &Member, own: Own) -> String {
    let plain = rust_type(model, member.shape, own);
    if own_type(own, model.shape(member.shape)).is_some() {
        return plain;
    }
    let boxed = is_struct(model.shape(member.shape)) && holds(model, member.shape, owner);
    if boxed {
        return format!("::std::boxed::Box<{plain}>");
    }
    plain
}

fn rust_type(model: &Model, id: ShapeId, own: Own) -> String {
    let shape = model.shape(id);
    if let Some(path) = own_type(own, shape) {
        return path.into();
    }
    match &shape.kind {
        Kind::String => "::std::string::String".into(),
        Kind::Blob => "::haneul_model::Bytes".into(),
        Kind::Boolean => "bool".into(),
        Kind::Integer | Kind::Long => "i64".into(),
        Kind::Float | Kind::Double => "f64".into(),
        Kind::Timestamp => "::haneul_model::Timestamp".into(),
        Kind::List { member, .. } => {
            format!("::std::vec::Vec<{}>", rust_type(model, member.shape, own))
        }
        Kind::Map { value, .. } => {
            let value = rust_type(model, value.shape, own);
            format!("::std::vec::Vec<(::std::string::String, {value})>")
        }
        Kind::Structure { document: true, .. } => "::haneul_model::Json".into(),
        Kind::Structure { .. } => type_name(shape.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_struct() {
        let kind = String::from("::std::string::String");
        let field = |member, name: &str, required| Field {
            member,
            name: name.into(),
            kind: kind.clone(),
            required,
        };
        let fields = vec![
            field("QueueName", "queue_name", true),
            field("Type", "r#type", false),
        ];
        let name = "Request".into();
        let mut text = String::new();
        Struct { name, fields }.write(&mut text);
        assert_eq!(text, include_str!("../tests/golden.txt"));
    }

    #[test]
    fn type_names_are_unique_in_every_model() {
        for id in haneul_model::model_ids() {
            let shapes = &haneul_model::model(id).unwrap().shapes;
            let mut seen = HashSet::new();
            for shape in shapes.iter().filter(|s| is_struct(s)) {
                assert!(seen.insert(type_name(shape.name)), "{id} {}", shape.name);
            }
        }
    }
}
