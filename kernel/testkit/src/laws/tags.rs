//! Families of operations that put, show and take tags.

use haneul_model::{Kind, Model, Operation, ShapeId};
use serde_json::{Map, Value as Json, json};

pub struct Family {
    pub put: &'static Operation,
    pub take: &'static Operation,
    pub show: &'static Operation,
}

pub const KEY: &str = "season";
pub const VALUE: &str = "spring of 2026";

/// What services call the two parts of a tag in a list.
const PAIRS: [(&str, &str); 2] = [("Key", "Value"), ("TagKey", "TagValue")];

/// The family that an operation which puts tags belongs to; `Err` names what is missing.
pub fn family(model: &'static Model, put: &'static Operation) -> Option<Result<Family, String>> {
    let (take, shows) = if let Some(of) = put.name.strip_prefix("Tag") {
        let shows = vec![
            format!("List{of}Tags"),
            format!("ListTagsFor{of}"),
            "ListTagsForResource".to_owned(),
            "ListTagsOfResource".to_owned(),
            "ListTags".to_owned(),
            // Secrets show their tags with all else.
            "DescribeSecret".to_owned(),
        ];
        (format!("Untag{of}"), shows)
    } else {
        let of = put.name.strip_prefix("Put")?.strip_suffix("Tagging")?;
        (
            format!("Delete{of}Tagging"),
            vec![format!("Get{of}Tagging")],
        )
    };
    let show = shows.iter().find_map(|name| model.operation(name));
    let found = match (model.operation(&take), show) {
        (Some(take), Some(show)) => Ok(Family { put, take, show }),
        _ => Err(format!("no {take} or none of {}", shows.join(", "))),
    };
    Some(found)
}

/// Adds what every member that holds tags needs.
pub fn with_tags(model: &Model, operation: &Operation, input: &mut Json) {
    let Some(shape) = operation.input else {
        return;
    };
    for member in model.shape(shape).members() {
        if let Some(tags) = tags(model, member.shape) {
            input[member.name] = tags;
        }
    }
}

/// One tag in the form the shape has for tags.
fn tags(model: &Model, id: ShapeId) -> Option<Json> {
    let shape = model.shape(id);
    match &shape.kind {
        Kind::List { member, .. } => {
            let item = model.shape(member.shape);
            let has = |name: &str| item.member(name).is_some();
            let (key, value) = PAIRS.into_iter().find(|(k, v)| has(k) && has(v))?;
            Some(json!([{key: KEY, value: VALUE}]))
        }
        Kind::Map { .. } if shape.name.contains("Tag") => Some(Json::Object(Map::from_iter([(
            KEY.to_owned(),
            json!(VALUE),
        )]))),
        Kind::Structure { members, .. } => members.iter().find_map(|member| {
            let inside = tags(model, member.shape)?;
            Some(Json::Object(Map::from_iter([(
                member.name.to_owned(),
                inside,
            )])))
        }),
        _ => None,
    }
}

/// Adds the keys of the tags to be taken off, where the operation asks for them; or the tags
/// themselves.
pub fn with_keys(model: &Model, operation: &Operation, input: &mut Json) {
    let shape = operation.input.map(|id| model.shape(id));
    let mut asked = false;
    for member in shape.into_iter().flat_map(|shape| shape.members()) {
        let name = member.name.to_ascii_lowercase();
        if name.ends_with("tagkeys") || name == "tags" && is_names(model, member.shape) {
            input[member.name] = json!([KEY]);
            asked = true;
        }
    }
    if !asked {
        with_tags(model, operation, input);
    }
}

fn is_names(model: &Model, id: ShapeId) -> bool {
    let Kind::List { member, .. } = &model.shape(id).kind else {
        return false;
    };
    matches!(model.shape(member.shape).kind, Kind::String)
}

/// Whether an answer shows the tag, in whatever form.
pub fn shows(answer: &Json) -> bool {
    match answer {
        Json::Object(fields) => {
            let is = |name: &str, what: &str| fields.get(name).is_some_and(|v| v == what);
            let pair = PAIRS.into_iter().any(|(k, v)| is(k, KEY) && is(v, VALUE));
            let entry = fields.get(KEY).is_some_and(|v| v == VALUE);
            pair || entry || fields.values().any(shows)
        }
        Json::Array(items) => items.iter().any(shows),
        _ => false,
    }
}
