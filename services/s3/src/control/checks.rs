//! What each call touches.

use crate::errors;
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx};

pub fn of(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    // An account answers for itself alone.
    if input.str("AccountId") != Some(cx.account()) {
        return Err(errors::access_denied());
    }
    Ok(match operation {
        "GetPublicAccessBlock" => vec![Check::new("*").action("s3:GetAccountPublicAccessBlock")],
        "PutPublicAccessBlock" | "DeletePublicAccessBlock" => {
            vec![Check::new("*").action("s3:PutAccountPublicAccessBlock")]
        }
        "ListAccessPoints" => vec![Check::new("*").action("s3:ListAccessPoints")],
        "TagResource" | "UntagResource" | "ListTagsForResource" => vec![of_tags(operation, input)],
        _ => vec![of_access_point(cx, operation, input)],
    })
}

fn of_tags(operation: &str, input: &Value) -> Check {
    let arn = input.str("ResourceArn").unwrap_or_default();
    let check = Check::new(arn).action(format!("s3:{operation}"));
    check.request_tags(tags(input))
}

/// Tags that the request brings.
fn tags(input: &Value) -> Vec<(&str, &str)> {
    let list = input.get("Tags").and_then(Value::as_list);
    let list = list.unwrap_or_default().iter();
    list.filter_map(|tag| Some((tag.str("Key")?, tag.str("Value")?)))
        .collect()
}

fn of_access_point(cx: &Cx, operation: &str, input: &Value) -> Check {
    let name = input.str("Name").unwrap_or_default();
    let arn = cx.arn("s3", &format!("accesspoint/{name}"));
    let mut check = Check::new(arn.clone())
        .action(format!("s3:{operation}"))
        .key("s3:DataAccessPointArn", arn)
        .key("s3:DataAccessPointAccount", cx.account());
    if operation == "CreateAccessPoint" {
        let network = match input.get("VpcConfiguration") {
            Some(_) => "VPC",
            None => "Internet",
        };
        check = check.key("s3:AccessPointNetworkOrigin", network);
    }
    check.request_tags(tags(input))
}
