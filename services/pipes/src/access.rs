//! What a call touches: pipes with their tags, and the role that is passed to one.

use crate::flow::PRINCIPAL;
use crate::pipe::row;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let check = match operation {
        "ListPipes" => Check::new("*"),
        "TagResource" | "UntagResource" | "ListTagsForResource" => {
            let arn = input.str("resourceArn").unwrap_or_default();
            let name = arn.rsplit('/').next().unwrap_or_default();
            with_tags(cx, Check::new(arn), name)?
        }
        _ => {
            let name = input.str("Name").unwrap_or_default();
            let check = Check::new(row::arn(cx, name));
            with_tags(cx, check, name)?
        }
    };
    let mut checks = vec![check.tags_of(input)];
    if let Some(role) = input.str("RoleArn") {
        checks.push(Check::pass_role(role, PRINCIPAL));
    }
    Ok(checks)
}

fn with_tags(cx: &mut Cx, check: Check, name: &str) -> Result<Check, AwsError> {
    let tags = row::find(cx, name)?.map(|pipe| pipe.tags);
    let tags = tags.unwrap_or_default();
    let tags = tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    Ok(check.resource_tags(tags))
}
