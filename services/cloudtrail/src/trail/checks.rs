//! Which trail a call is about.

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
    Ok(vec![match named {
        None => Check::new("*"),
        Some(arn) if arn.starts_with("arn:") => Check::new(arn),
        Some(name) => Check::new(name::arn(cx.partition(), cx.region(), cx.account(), name)),
    }])
}
