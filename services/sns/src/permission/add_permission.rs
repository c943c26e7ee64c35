//! AddPermission: lets accounts call some operations on a topic.

use crate::arn::is_account;
use crate::errors;
use crate::permission::statement::{document, has_label, one_or_many, statements};
use crate::shapes::{AddPermissionInput, AddPermissionOutput};
use crate::topic::policy;
use crate::topic::row::{self, Topic};
use haneul_pipeline::{AwsError, Cx};
use serde_json::json;

pub fn run(cx: &mut Cx, input: AddPermissionInput) -> Result<AddPermissionOutput, AwsError> {
    let found = row::at(cx, &input.topic_arn)?;
    check(&input)?;
    let arn = found.arn(cx);
    let mut document = document(&policy::in_force(&found.topic, &arn))?;
    let list = statements(&mut document);
    if list.iter().any(|s| has_label(s, &input.label)) {
        return Err(errors::invalid("Statement already exists"));
    }
    let partition = cx.partition();
    let principal = |account: &String| format!("arn:{partition}:iam::{account}:root");
    let principals = input.aws_account_id.iter().map(principal).collect();
    let actions = input
        .action_name
        .iter()
        .map(|a| format!("SNS:{a}"))
        .collect();
    list.push(json!({
        "Sid": input.label,
        "Effect": "Allow",
        "Principal": { "AWS": one_or_many(principals) },
        "Action": one_or_many(actions),
        "Resource": arn,
    }));
    let text = document.to_string();
    policy::check(&text).map_err(errors::invalid)?;
    let topic = Topic {
        policy: Some(text),
        ..Topic::clone(&found.topic)
    };
    found.put(cx, &topic)?;
    Ok(AddPermissionOutput::default())
}

fn check(input: &AddPermissionInput) -> Result<(), AwsError> {
    if input.label.is_empty() {
        return Err(errors::missing("Label"));
    }
    if input.aws_account_id.is_empty() {
        return Err(errors::missing("AWSAccountId"));
    }
    if input.action_name.is_empty() {
        return Err(errors::missing("ActionName"));
    }
    match input
        .aws_account_id
        .iter()
        .all(|account| is_account(account))
    {
        true => Ok(()),
        false => Err(errors::invalid("AWSAccountId")),
    }
}
