//! Universal targets: `arn:aws:scheduler:::aws-sdk:sqs:sendMessage` is any operation of any service.

use super::row::Target;
use super::table::Made;
use crate::errors;
use haneul_model::{IndexEntry, Kind, Model, ShapeId};
use haneul_pipeline::{AwsError, Cloud};
use serde_json::{Map, Value as Json};

/// Operations that only look cannot be called.
const LOOKS: &[&str] = &[
    "get",
    "describe",
    "list",
    "poll",
    "receive",
    "search",
    "scan",
    "query",
    "select",
    "read",
    "lookup",
    "discover",
    "validate",
    "batchGet",
    "batchDescribe",
    "batchRead",
    "transactGet",
    "adminGet",
    "adminList",
    "testMigration",
    "retrieve",
    "testConnection",
    "translateDocument",
    "isAuthorized",
    "invokeModel",
];

#[derive(Clone, Copy)]
pub struct Named<'a> {
    service: &'a str,
    action: &'a str,
}

pub fn named(arn: &str) -> Option<Named<'_>> {
    let (_, rest) = arn.split_once(":scheduler:::aws-sdk:")?;
    let (service, action) = rest.split_once(':')?;
    Some(Named { service, action })
}

/// By the name that AWS's SDKs have for the service, or the one of its model.
fn service(name: &str) -> Option<&'static IndexEntry> {
    let own = |entry: &&IndexEntry| {
        let id = entry
            .service_id
            .replace([' ', '-'], "")
            .to_ascii_lowercase();
        id == name.to_ascii_lowercase()
    };
    haneul_model::index()
        .iter()
        .find(own)
        .or_else(|| haneul_model::by_id(name))
}

fn operation(named: Named<'_>) -> Option<(&'static Model, &'static haneul_model::Operation)> {
    let entry = service(named.service)?;
    let first = named.action.get(..1)?.to_ascii_uppercase();
    let name = format!("{first}{}", named.action.get(1..)?);
    let model = haneul_model::model(entry.id)?;
    let operation = model.operation(&name)?;
    Some((model, operation))
}

pub fn check(cloud: &Cloud, target: &Target, named: Named<'_>) -> Result<(), AwsError> {
    let wrong = |why: &str| {
        errors::invalid(format!(
            "Invalid RequestJson provided. Reason {why} for target {}.",
            target.arn
        ))
    };
    let starts = |look: &str| {
        let rest = named.action.strip_prefix(look);
        rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    if LOOKS.iter().any(|look| starts(look)) {
        return Err(errors::invalid(format!(
            "{} is not a supported api of service {}.",
            named.action, named.service
        )));
    }
    let Some((model, operation)) = operation(named) else {
        return Err(errors::invalid(format!(
            "{} is not an api for service {}.",
            named.action, named.service
        )));
    };
    let streams = operation.input.is_some_and(|input| {
        let members = model.shape(input).members().iter();
        members
            .into_iter()
            .any(|member| member.streaming || model.shape(member.shape).streaming)
    });
    if streams || !cloud.has(model.id, operation.name) {
        return Err(AwsError::not_implemented(format_args!(
            "schedules that call {}:{}",
            model.id, operation.name
        )));
    }
    let text = target.input.as_deref().unwrap_or("{}");
    let Ok(Json::Object(input)) = serde_json::from_str(text) else {
        return Err(wrong("the Input is no JSON object"));
    };
    let known = |name: &String| {
        operation
            .input
            .is_some_and(|shape| member(model, shape, name).is_some())
    };
    if let Some(name) = input.keys().find(|name| !known(name)) {
        return Err(wrong(&format!("{name} is not a known field")));
    }
    Ok(())
}

pub fn call(named: Named<'_>, text: &str) -> Option<Made> {
    let (model, operation) = operation(named)?;
    let input: Json = serde_json::from_str(text).ok()?;
    Some(Made {
        service: model.id.to_owned(),
        operation: operation.name.to_owned(),
        region: None,
        input: match operation.input {
            Some(shape) => renamed(model, shape, input),
            None => Json::Object(Map::new()),
        },
    })
}

/// Fields begin with a capital letter here, whatever the service's own begin with.
fn member(model: &Model, shape: ShapeId, name: &str) -> Option<&'static str> {
    let members = model.shape(shape).members().iter();
    members
        .map(|member| member.name)
        .find(|known| known.eq_ignore_ascii_case(name) && known.get(1..) == name.get(1..))
}

fn renamed(model: &Model, shape: ShapeId, value: Json) -> Json {
    match (&model.shape(shape).kind, value) {
        (
            Kind::Structure {
                members,
                document: false,
                ..
            },
            Json::Object(fields),
        ) => {
            let renamed = fields.into_iter().map(|(name, value)| {
                let own = member(model, shape, &name);
                let found = members.iter().find(|member| Some(member.name) == own);
                match found {
                    Some(found) => (found.name.to_owned(), renamed(model, found.shape, value)),
                    None => (name, value),
                }
            });
            Json::Object(renamed.collect())
        }
        (Kind::List { member, .. }, Json::Array(items)) => {
            let items = items
                .into_iter()
                .map(|item| renamed(model, member.shape, item));
            Json::Array(items.collect())
        }
        (Kind::Map { value: kind, .. }, Json::Object(entries)) => {
            let entries = entries.into_iter();
            Json::Object(
                entries
                    .map(|(key, value)| (key, renamed(model, kind.shape, value)))
                    .collect(),
            )
        }
        (_, value) => value,
    }
}
