//! What a call touches: parameters by their ARNs, paths, settings.

use crate::names::{self, Wanted};
use crate::parameter::row;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};

/// Operations that a parameter's policy can open to another account.
const SHARED: &[&str] = &["GetParameter", "GetParameters", "GetParameterHistory"];

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let text = |member: &str| input.str(member).unwrap_or_default();
    let checks = match operation {
        "GetParameters" | "DeleteParameters" => {
            let names = input
                .get("Names")
                .and_then(Value::as_list)
                .unwrap_or_default();
            let names: Vec<String> = names
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect();
            let mut checks = Vec::new();
            for name in names {
                checks.push(of_parameter(cx, operation, &name)?);
            }
            checks
        }
        "GetParametersByPath" => {
            let path = text("Path").trim_end_matches('/');
            let recursive = input.get("Recursive").and_then(Value::as_bool) == Some(true);
            let check = Check::new(names::arn(cx, cx.account(), path));
            vec![check.key("ssm:Recursive", recursive.to_string())]
        }
        "PutParameter" => {
            let check = of_parameter(cx, operation, text("Name"))?;
            writing(check, input)
        }
        "AddTagsToResource" | "RemoveTagsFromResource" | "ListTagsForResource" => {
            match text("ResourceType") {
                "Parameter" => vec![of_parameter(cx, operation, text("ResourceId"))?],
                _ => vec![Check::new("*")],
            }
        }
        "PutResourcePolicy" | "GetResourcePolicies" | "DeleteResourcePolicy" => {
            vec![Check::new(text("ResourceArn"))]
        }
        _ if operation.ends_with("ServiceSetting") => {
            let id = text("SettingId");
            let arn = match id.starts_with("arn:") {
                true => id.to_owned(),
                false => cx.arn(
                    "ssm",
                    &format!("servicesetting/{}", id.trim_start_matches('/')),
                ),
            };
            vec![Check::new(arn)]
        }
        "DescribeParameters" => vec![Check::new(cx.arn("ssm", "*"))],
        _ => vec![of_parameter(cx, operation, text("Name"))?],
    };
    Ok(checks
        .into_iter()
        .map(|check| check.tags_of(input))
        .collect())
}

/// With what else writing does.
fn writing(check: Check, input: &Value) -> Vec<Check> {
    let overwrite = input.get("Overwrite").and_then(Value::as_bool) == Some(true);
    let mut check = check.key("ssm:Overwrite", overwrite.to_string());
    if let Some(policies) = input.str("Policies") {
        check = check.key("ssm:Policies", policies);
    }
    let tags = input.get("Tags").and_then(Value::as_list);
    match tags.is_some_and(|tags| !tags.is_empty()) {
        true => vec![check.clone(), check.action("ssm:AddTagsToResource")],
        false => vec![check],
    }
}

fn of_parameter(cx: &mut Cx, operation: &str, said: &str) -> Result<Check, AwsError> {
    let Ok(wanted) = Wanted::of(cx, said) else {
        return Ok(Check::new(cx.arn("ssm", &format!("parameter/{said}"))));
    };
    let found = row::find(cx, &wanted)?;
    let name = found.as_ref().map_or(wanted.name(), |found| &found.name);
    let mut check = Check::new(names::arn(cx, &wanted.account, name)).owner(&wanted.account);
    // What is AWS's own belongs to nobody here.
    if wanted.account.is_empty() {
        check = check.owner(cx.account());
    }
    let Some(found) = found else {
        return Ok(check);
    };
    let tags = found
        .tags
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    for (key, value) in tags.clone() {
        check = check.key(format!("ssm:resourceTag/{key}"), value);
    }
    let check = check.resource_tags(tags);
    Ok(match SHARED.contains(&operation) {
        true => check.policy(found.shared.map(|shared| shared.text)),
        false => check,
    })
}
