//! Condition keys of calls on items: which partition keys and attributes they are about, and what
//! they ask to be given back.

use crate::read::query::resolve;
use crate::table::Found;
use crate::table::row::Keys;
use crate::wire::{Attribute, Attributes};
use haneul_expression::{Condition, Item, KeyCondition, Placeholders, Projection, Update, Which};
use haneul_model::{FromValue, ToValue, Value};
use haneul_pipeline::{AwsError, Check, Cx};
use std::collections::{BTreeMap, BTreeSet};

const LEADING: &str = "dynamodb:LeadingKeys";
const ATTRIBUTES: &str = "dynamodb:Attributes";

/// Whether a policy asks for any of these: most do not, and then no expression is read for them.
pub fn are_asked_for(cx: &mut Cx, check: &Check) -> Result<bool, AwsError> {
    cx.policies_ask_about(check, "dynamodb")
}

pub fn of_items(
    cx: &mut Cx,
    check: Check,
    found: &Found,
    action: &str,
    input: &Value,
) -> Result<Check, AwsError> {
    match are_asked_for(cx, &check)? {
        true => Ok(told_of_items(check, found, action, input)),
        false => Ok(check),
    }
}

fn told_of_items(check: Check, found: &Found, action: &str, input: &Value) -> Check {
    let keys = match input
        .str("IndexName")
        .and_then(|name| found.table.index(name))
    {
        Some(index) => &index.keys,
        None => &found.table.keys,
    };
    let mut asked = Asked::new(input);
    let mut leading = Vec::new();
    for member in ["Key", "Item"] {
        if let Some(Value::Map(entries)) = input.get(member) {
            asked.add(entries.iter().map(|(name, _)| name.as_str()));
            leading.extend(
                entries
                    .iter()
                    .find(|(name, _)| *name == keys.hash.name)
                    .and_then(|(_, value)| text(value)),
            );
        }
    }
    leading.extend(asked.partition(input, keys));
    asked.look(input);
    let projects = input.get("ProjectionExpression").is_some();
    let projects = projects || input.get("AttributesToGet").is_some();
    let select = match input.str("Select") {
        Some(select) => Some(select),
        None if !matches!(action, "GetItem" | "Query" | "Scan") => None,
        None if projects => Some("SPECIFIC_ATTRIBUTES"),
        None if input.get("IndexName").is_some() => Some("ALL_PROJECTED_ATTRIBUTES"),
        None => Some("ALL_ATTRIBUTES"),
    };
    finish(check, input, leading, asked.names, select)
}

/// The requests of a batch for one table.
pub fn of_batch(
    cx: &mut Cx,
    check: Check,
    found: &Found,
    input: &Value,
    asked_of: &Value,
) -> Result<Check, AwsError> {
    match are_asked_for(cx, &check)? {
        true => Ok(told_of_batch(check, found, input, asked_of)),
        false => Ok(check),
    }
}

fn told_of_batch(check: Check, found: &Found, input: &Value, asked_of: &Value) -> Check {
    let hash = &found.table.keys.hash.name;
    let mut asked = Asked::new(asked_of);
    let mut leading = Vec::new();
    let mut item = |item: Option<&Value>| {
        if let Some(Value::Map(entries)) = item {
            asked.add(entries.iter().map(|(name, _)| name.as_str()));
            let key = entries.iter().find(|(name, _)| name == hash);
            leading.extend(key.and_then(|(_, value)| text(value)));
        }
    };
    let keys = asked_of.get("Keys").and_then(Value::as_list);
    keys.unwrap_or_default()
        .iter()
        .for_each(|key| item(Some(key)));
    for request in asked_of.as_list().unwrap_or_default() {
        item(request.get("PutRequest").and_then(|put| put.get("Item")));
        item(
            request
                .get("DeleteRequest")
                .and_then(|delete| delete.get("Key")),
        );
    }
    asked.look(asked_of);
    let projects = ["ProjectionExpression", "AttributesToGet"];
    let select = asked_of.get("Keys").map(|_| {
        match projects.iter().any(|name| asked_of.get(name).is_some()) {
            true => "SPECIFIC_ATTRIBUTES",
            false => "ALL_ATTRIBUTES",
        }
    });
    finish(check, input, leading, asked.names, select)
}

fn finish(
    check: Check,
    input: &Value,
    leading: Vec<String>,
    attributes: BTreeSet<String>,
    select: Option<&str>,
) -> Check {
    let mut check = check;
    if !leading.is_empty() {
        check = check.keys(LEADING, leading);
    }
    if !attributes.is_empty() {
        check = check.keys(ATTRIBUTES, attributes.into_iter().collect());
    }
    if let Some(select) = select {
        check = check.key("dynamodb:Select", select);
    }
    for (key, member) in [
        ("dynamodb:ReturnValues", "ReturnValues"),
        ("dynamodb:ReturnConsumedCapacity", "ReturnConsumedCapacity"),
    ] {
        if let Some(value) = input.str(member) {
            check = check.key(key, value);
        }
    }
    check
}

/// A value of a partition key as policies write it.
pub fn shown(value: &haneul_expression::Value) -> Option<String> {
    text(&Attribute::from(value.clone()).to_value())
}

/// Which partition keys and attributes a call is about.
pub fn with(check: Check, leading: Vec<String>, attributes: Vec<String>) -> Check {
    let attributes = attributes.into_iter().collect();
    finish(check, &Value::Null, leading, attributes, None)
}

/// A key value as policies write it.
fn text(value: &Value) -> Option<String> {
    let (kind, inner) = value.as_fields()?.first()?;
    match (*kind, inner) {
        ("S" | "N", Value::Str(text)) => Some(text.clone()),
        ("B", Value::Blob(bytes)) => {
            use base64::prelude::{BASE64_STANDARD, Engine};
            Some(BASE64_STANDARD.encode(bytes))
        }
        _ => None,
    }
}

/// The attributes that a call names.
struct Asked {
    names: BTreeSet<String>,
    name_of: BTreeMap<String, String>,
    value_of: Item,
}

impl Asked {
    fn new(input: &Value) -> Asked {
        let mut name_of = BTreeMap::new();
        if let Some(Value::Map(entries)) = input.get("ExpressionAttributeNames") {
            for (key, name) in entries {
                name_of.insert(key.clone(), name.as_str().unwrap_or_default().to_owned());
            }
        }
        let values = input.get("ExpressionAttributeValues").cloned();
        let values = values.and_then(Attributes::from_value);
        Asked {
            names: BTreeSet::new(),
            name_of,
            // What is wrong with them is said by the operation.
            value_of: values
                .and_then(|values| values.get().ok())
                .unwrap_or_default(),
        }
    }

    fn add<'n>(&mut self, names: impl Iterator<Item = &'n str>) {
        self.names.extend(names.map(str::to_owned));
    }

    /// The partition key that a query is about: of several attributes the first.
    fn partition(&mut self, input: &Value, keys: &Keys) -> Option<String> {
        let hash = keys.hash.name.as_str();
        if let Some(Value::Map(entries)) = input.get("KeyConditions") {
            self.add(entries.iter().map(|(name, _)| name.as_str()));
            let (_, condition) = entries.iter().find(|(name, _)| name == hash)?;
            let list = condition.get("AttributeValueList")?.as_list()?;
            return text(list.first()?);
        }
        let expression = input.str("KeyConditionExpression")?;
        let mut placeholders = Placeholders::new(&self.name_of, &self.value_of);
        let condition = KeyCondition::parse(expression, &mut placeholders).ok()?;
        let names: Vec<String> = condition.attributes().map(str::to_owned).collect();
        let (hashes, _) = resolve(keys, &condition).ok()?;
        self.names.extend(names);
        shown(hashes.first()?)
    }

    /// All that its expressions and what they replaced name.
    fn look(&mut self, input: &Value) {
        let mut placeholders = Placeholders::new(&self.name_of, &self.value_of);
        let mut roots: Vec<String> = Vec::new();
        for which in [Which::ConditionExpression, Which::FilterExpression] {
            let text = input.str(which.name());
            let parsed = text.and_then(|t| Condition::parse(t, &mut placeholders, which).ok());
            if let Some(condition) = &parsed {
                roots.extend(condition.paths().map(|path| path.root().to_owned()));
            }
        }
        if let Some(text) = input.str("ProjectionExpression") {
            if let Ok(projection) = Projection::parse(text, &mut placeholders) {
                roots.extend(projection.paths().map(|path| path.root().to_owned()));
            }
        }
        if let Some(text) = input.str("UpdateExpression") {
            if let Ok(update) = Update::parse(text, &mut placeholders) {
                roots.extend(update.paths().map(|path| path.root().to_owned()));
            }
        }
        for member in ["Expected", "AttributeUpdates", "QueryFilter", "ScanFilter"] {
            if let Some(Value::Map(entries)) = input.get(member) {
                roots.extend(entries.iter().map(|(name, _)| name.clone()));
            }
        }
        let listed = input.get("AttributesToGet").and_then(Value::as_list);
        let listed = listed.unwrap_or_default().iter().filter_map(Value::as_str);
        roots.extend(listed.map(str::to_owned));
        self.names.extend(roots);
    }
}
