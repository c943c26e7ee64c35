//! Which trail a call is about, with its tags and those that the call brings.

use super::row;
use crate::name;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let text = |member: &str| input.get(member).and_then(Value::as_str);
    let named = match operation {
        "AddTags" | "RemoveTags" => text("ResourceId"),
        "ListTags" => {
            let Some(Value::List(arns)) = input.get("ResourceIdList") else {
                return Ok(vec![Check::new("*")]);
            };
            let arns = arns.iter().filter_map(Value::as_str);
            return Ok(arns.map(Check::new).collect());
        }
        "DescribeTrails" | "ListTrails" | "LookupEvents" | "ListPublicKeys" => None,
        _ => text("Name").or(text("TrailName")),
    };
    let Some(named) = named else {
        return Ok(vec![Check::new("*")]);
    };
    let arn = match named.starts_with("arn:") {
        true => named.to_owned(),
        false => name::arn(cx.partition(), cx.region(), cx.account(), named),
    };
    let tags = match name::read(&arn).is_ok() {
        true => row::tags(cx, &arn)?,
        false => Vec::new(),
    };
    let tags = tags.iter().map(|(key, value)| (&**key, &**value));
    let check = Check::new(&arn).resource_tags(tags);
    Ok(vec![with_tags(check, operation, input)])
}

fn with_tags(check: Check, operation: &str, input: &Value) -> Check {
    let tags = input.get("TagsList").and_then(Value::as_list);
    let tags = tags.unwrap_or_default().iter();
    if operation == "RemoveTags" {
        let keys = tags.filter_map(|tag| tag.str("Key")).map(str::to_owned);
        return check.keys("aws:TagKeys", keys.collect());
    }
    let pairs =
        tags.filter_map(|tag| Some((tag.str("Key")?, tag.str("Value").unwrap_or_default())));
    check.request_tags(pairs)
}
