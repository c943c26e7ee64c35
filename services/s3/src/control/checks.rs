//! What each call touches.

use super::batch;
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
        "TagResource" | "UntagResource" | "ListTagsForResource" => {
            vec![of_tags(cx, operation, input)?]
        }
        "ListJobs" => vec![Check::new("*").action("s3:ListJobs")],
        "ListStorageLensConfigurations" => {
            vec![Check::new("*").action("s3:ListStorageLensConfigurations")]
        }
        _ if input.get("ConfigId").is_some() => vec![of_lens(cx, operation, input)],
        "CreateJob" => create_job(input),
        _ if input.get("JobId").is_some() => vec![of_job(cx, operation, input)?],
        _ => vec![of_access_point(cx, operation, input)],
    })
}

/// A role is the job's to take only if it is the caller's to give.
fn create_job(input: &Value) -> Vec<Check> {
    let priority = input.get("Priority").and_then(Value::as_int);
    let operation = input.get("Operation");
    let operation = operation.and_then(|operation| match operation {
        Value::Struct(fields) => fields.iter().find(|(_, value)| !value.is_null()),
        _ => None,
    });
    let mut create = Check::new("*")
        .action("s3:CreateJob")
        .key(
            "s3:RequestJobPriority",
            priority.unwrap_or_default().to_string(),
        )
        .request_tags(tags(input));
    if let Some((name, _)) = operation {
        create = create.key("s3:RequestJobOperation", *name);
    }
    let role = input.str("RoleArn").unwrap_or_default();
    vec![
        create,
        Check::pass_role(role, "batchoperations.s3.amazonaws.com"),
    ]
}

fn of_job(cx: &mut Cx, operation: &str, input: &Value) -> Result<Check, AwsError> {
    let id = input.str("JobId").unwrap_or_default();
    let mut check =
        Check::new(cx.arn("s3", &format!("job/{id}"))).action(format!("s3:{operation}"));
    if let Some((priority, kind, suspended)) = batch::facts(cx, id)? {
        check = check
            .key("s3:ExistingJobPriority", priority.to_string())
            .key("s3:ExistingJobOperation", kind);
        if suspended {
            check = check.key("s3:JobSuspendedCause", "AwaitingConfirmation");
        }
    }
    if let Some(priority) = input.get("Priority").and_then(Value::as_int) {
        check = check.key("s3:RequestJobPriority", priority.to_string());
    }
    Ok(check.request_tags(tags(input)))
}

fn of_tags(cx: &mut Cx, operation: &str, input: &Value) -> Result<Check, AwsError> {
    let arn = input.str("ResourceArn").unwrap_or_default();
    let action = match operation {
        "TagResource" => "s3:TagResource",
        "UntagResource" => "s3:UntagResource",
        _ => "s3:ListTagsForResource",
    };
    let mut check = match super::tags::bucket_of(cx, arn)? {
        Some(bucket) => crate::checks::about_bucket(cx, &bucket, action),
        None => Check::new(arn).action(action),
    };
    let removed = input.get("TagKeys").and_then(Value::as_list);
    if let Some(removed) = removed {
        let keys = removed.iter().filter_map(Value::as_str);
        check = check.keys("aws:TagKeys", keys.map(str::to_owned).collect());
    }
    Ok(check.request_tags(tags(input)))
}

/// Tags that the request brings.
fn tags(input: &Value) -> Vec<(&str, &str)> {
    let list = input.get("Tags").and_then(Value::as_list);
    let list = list.unwrap_or_default().iter();
    list.filter_map(|tag| Some((tag.str("Key")?, tag.str("Value")?)))
        .collect()
}

fn of_lens(cx: &Cx, operation: &str, input: &Value) -> Check {
    let id = input.str("ConfigId").unwrap_or_default();
    let check = Check::new(cx.arn("s3", &format!("storage-lens/{id}")));
    check
        .action(format!("s3:{operation}"))
        .request_tags(tags(input))
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
