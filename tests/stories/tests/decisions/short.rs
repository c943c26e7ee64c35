//! Statements in short: `allow s3:Get*, s3:List* on blue/*, red when StringEquals aws:username=kay`.

use haneul_testkit::ACCOUNT;
use serde_json::{Map, Value as Json, json};

/// The other account of the tables.
pub const OTHER: &str = "444455556666";

pub fn statement(text: &str, resource_based: bool) -> Result<Json, String> {
    let (effect, rest) = text.split_once(' ').ok_or("allow or deny?")?;
    let effect = match effect {
        "allow" => "Allow",
        "deny" => "Deny",
        other => return Err(format!("{other} is no effect")),
    };
    let mut statement = Map::new();
    statement.insert("Effect".to_owned(), json!(effect));
    let (rest, conditions) = rest.split_once(" when ").unwrap_or((rest, ""));
    let mut rest = rest;
    if resource_based {
        let (who, more) = rest.split_once(" to ").ok_or("who may?")?;
        let (key, who) = match who.strip_prefix("all but ") {
            Some(who) => ("NotPrincipal", who),
            None => ("Principal", who),
        };
        statement.insert(key.to_owned(), principals(who));
        rest = more;
    }
    let (actions, resources) = rest.split_once(" on ").ok_or("on what?")?;
    let (key, actions) = match actions.strip_prefix("all but ") {
        Some(actions) => ("NotAction", actions),
        None => ("Action", actions),
    };
    statement.insert(key.to_owned(), list(actions, str::to_owned));
    let (key, resources) = match resources.strip_prefix("all but ") {
        Some(resources) => ("NotResource", resources),
        None => ("Resource", resources),
    };
    statement.insert(key.to_owned(), list(resources, arn));
    if !conditions.is_empty() {
        statement.insert("Condition".to_owned(), condition(conditions)?);
    }
    Ok(Json::Object(statement))
}

pub fn document(statements: &[Json]) -> String {
    json!({"Version": "2012-10-17", "Statement": statements}).to_string()
}

fn list(text: &str, read: fn(&str) -> String) -> Json {
    let items: Vec<String> = text.split(", ").map(|item| read(item.trim())).collect();
    json!(items)
}

/// `Operator key=a|b and Operator key=c`
fn condition(text: &str) -> Result<Json, String> {
    let mut operators = Map::new();
    for one in text.split(" and ") {
        let (operator, rest) = one.trim().split_once(' ').ok_or("which operator?")?;
        let (key, values) = rest.split_once('=').ok_or("which key?")?;
        let values: Vec<&str> = values.split('|').collect();
        let keys = operators.entry(operator).or_insert_with(|| json!({}));
        keys[key.trim()] = json!(values);
    }
    Ok(Json::Object(operators))
}

fn principals(who: &str) -> Json {
    if who == "everyone" {
        return json!("*");
    }
    let one = |who: &str| match who {
        "kay" => format!("arn:aws:iam::{ACCOUNT}:user/kay"),
        "the account" => format!("arn:aws:iam::{ACCOUNT}:root"),
        "the role" => format!("arn:aws:iam::{ACCOUNT}:role/worker"),
        "the session" => format!("arn:aws:sts::{ACCOUNT}:assumed-role/worker/shift"),
        "lee" => format!("arn:aws:iam::{OTHER}:user/lee"),
        "the other account" => OTHER.to_owned(),
        other => other.to_owned(),
    };
    let all: Vec<String> = who.split(',').map(|who| one(who.trim())).collect();
    json!({"AWS": all})
}

/// `blue` is a bucket, `blue/x` an object, `queue:x` and `user:x` are what they say.
pub fn arn(name: &str) -> String {
    match name.split_once(':') {
        _ if name == "*" || name.starts_with("arn:") => name.to_owned(),
        Some(("queue", name)) => format!("arn:aws:sqs:us-east-1:{ACCOUNT}:{name}"),
        Some(("user", name)) => format!("arn:aws:iam::{ACCOUNT}:user/{name}"),
        _ => format!("arn:aws:s3:::{name}"),
    }
}
