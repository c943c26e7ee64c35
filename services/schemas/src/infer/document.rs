//! A shape as a document: of OpenAPI, where objects have names of their own, or of JSON Schema.

use super::shape::Shape;
use serde_json::{Map, Value as Json, json};

const HOME: &str = "#/components/schemas/";
const EVENT: &str = "AWSEvent";

/// As events of a bus are named: what they come from and what they are.
pub fn schema_name(source: &str, detail_type: &str) -> String {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
    let source: String = source.chars().filter(|c| known(*c)).collect();
    format!("{source}@{}", pascal(detail_type))
}

/// `EC2 Instance State-change` is `EC2InstanceStateChange`.
fn pascal(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    let words = words.map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|c| c.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    words.collect()
}

/// An event of a bus if it is one, anything else as it is.
pub fn open_api(shape: &Shape, sample: &Json) -> Json {
    let detail_type = sample["detail-type"].as_str();
    let envelope = detail_type.filter(|_| sample["source"].is_string());
    let mut named = Named::default();
    let title = match (envelope, shape) {
        (Some(detail_type), Shape::Object(members)) => {
            let title = match pascal(detail_type) {
                title if title.is_empty() => "Event".to_owned(),
                title => title,
            };
            let detail = members.get("detail").map(|(shape, _)| shape.clone());
            named.reserve(EVENT);
            let detail = named.refer(&detail.unwrap_or(Shape::Unknown), &title);
            named.put(EVENT, event(sample, detail));
            title
        }
        _ => {
            named.refer(shape, "Event");
            "Event".to_owned()
        }
    };
    json!({
        "openapi": "3.0.0",
        "info": {"version": "1.0.0", "title": title},
        "paths": {},
        "components": {"schemas": named.0.into_iter().collect::<Map<String, Json>>()},
    })
}

/// What every event of a bus has.
fn event(sample: &Json, detail: Json) -> Json {
    json!({
        "type": "object",
        "required": ["detail-type", "resources", "detail", "id", "source", "time", "region", "version", "account"],
        "x-amazon-events-detail-type": sample["detail-type"],
        "x-amazon-events-source": sample["source"],
        "properties": {
            "detail": detail,
            "account": {"type": "string"},
            "detail-type": {"type": "string"},
            "id": {"type": "string"},
            "region": {"type": "string"},
            "resources": {"type": "array", "items": {"type": "string"}},
            "source": {"type": "string"},
            "time": {"type": "string", "format": "date-time"},
            "version": {"type": "string"},
        },
    })
}

/// Schemas by name, in the order in which they came.
#[derive(Default)]
struct Named(Vec<(String, Json)>);

impl Named {
    fn reserve(&mut self, name: &str) {
        self.0.push((name.to_owned(), Json::Null));
    }

    fn put(&mut self, name: &str, schema: Json) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some(known) => known.1 = schema,
            None => self.0.push((name.to_owned(), schema)),
        }
    }

    fn free(&self, name: &str) -> String {
        let taken = |name: &str| self.0.iter().any(|(known, _)| known == name);
        let mut number = 0;
        let mut free = name.to_owned();
        while taken(&free) {
            number += 1;
            free = format!("{name}_{number}");
        }
        free
    }

    /// Objects are put under a name, and referred to.
    fn refer(&mut self, shape: &Shape, name: &str) -> Json {
        match shape {
            Shape::Object(members) => {
                let name = self.free(if name.is_empty() { "Object" } else { name });
                self.reserve(&name);
                let properties = members.iter().map(|(member, (shape, _))| {
                    (member.clone(), self.refer(shape, &pascal(member)))
                });
                let properties: Map<String, Json> = properties.collect();
                let schema = object(members.iter(), properties);
                self.put(&name, schema);
                json!({"$ref": format!("{HOME}{name}")})
            }
            Shape::List(item) => {
                let name = format!("{name}Item");
                json!({"type": "array", "items": self.refer(item, &name)})
            }
            other => plain(other),
        }
    }
}

fn object<'a>(
    members: impl Iterator<Item = (&'a String, &'a (Shape, bool))>,
    properties: Map<String, Json>,
) -> Json {
    let required = members.filter(|(_, (_, always))| *always);
    let required: Vec<&String> = required.map(|(name, _)| name).collect();
    let mut schema = json!({"type": "object", "properties": properties});
    // A list of nothing is not allowed.
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn plain(shape: &Shape) -> Json {
    match shape {
        Shape::Boolean => json!({"type": "boolean"}),
        Shape::Number => json!({"type": "number"}),
        Shape::Text => json!({"type": "string"}),
        Shape::Time => json!({"type": "string", "format": "date-time"}),
        _ => json!({}),
    }
}

pub fn draft_4(shape: &Shape) -> Json {
    let mut document = inline(shape);
    document["$schema"] = json!("http://json-schema.org/draft-04/schema#");
    document["title"] = json!("Event");
    document
}

fn inline(shape: &Shape) -> Json {
    match shape {
        Shape::Object(members) => {
            let properties = members.iter();
            let properties = properties.map(|(name, (shape, _))| (name.clone(), inline(shape)));
            object(members.iter(), properties.collect())
        }
        Shape::List(item) => json!({"type": "array", "items": inline(item)}),
        other => plain(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(
            schema_name("aws.ec2", "EC2 Instance State-change Notification"),
            "aws.ec2@EC2InstanceStateChangeNotification"
        );
    }

    #[test]
    fn objects_have_names() {
        let sample = json!({"a": {"b": [{"c": 1}]}, "b": {"a": {}}});
        let document = open_api(&Shape::of(&sample), &sample);
        let schemas = &document["components"]["schemas"];
        let names: Vec<&String> = schemas.as_object().unwrap().keys().collect();
        assert_eq!(names, ["Event", "A", "BItem", "B", "A_1"]);
        assert_eq!(schemas["Event"]["required"], json!(["a", "b"]));
        assert_eq!(
            schemas["A"]["properties"]["b"],
            json!({"type": "array", "items": {"$ref": "#/components/schemas/BItem"}})
        );
    }
}
