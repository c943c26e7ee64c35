//! AddPermission: lets other accounts call some operations.

use crate::address::is_account;
use crate::errors;
use crate::limits::{PERMISSION_ACTIONS, QUEUE_NAME};
use crate::permission::statement::{document, has_label, one_or_many, statements};
use crate::queue::row::{self, QUEUES, Queue};
use crate::shapes::{AddPermissionOutput, AddPermissionRequest};
use haneul_pipeline::{AwsError, Cx};
use serde_json::json;

/// What can be opened to others.
const ACTIONS: &[&str] = &[
    "*",
    "ChangeMessageVisibility",
    "DeleteMessage",
    "GetQueueAttributes",
    "GetQueueUrl",
    "ListDeadLetterSourceQueues",
    "PurgeQueue",
    "ReceiveMessage",
    "SendMessage",
];

pub fn run(cx: &mut Cx, input: AddPermissionRequest) -> Result<AddPermissionOutput, AwsError> {
    let found = row::at_url(cx, &input.queue_url)?;
    check(&input)?;
    let arn = found.arn(cx);
    let mut policy = document(found.queue.policy.as_deref(), &arn);
    let list = statements(&mut policy);
    if list.iter().any(|s| has_label(s, &input.label)) {
        return Err(errors::parameter(&input.label, "Label", "Already exists."));
    }
    let partition = cx.partition();
    let principal = |account: &String| format!("arn:{partition}:iam::{account}:root");
    let principals = input.aws_account_ids.iter().map(principal).collect();
    let actions = input.actions.iter().map(|a| format!("SQS:{a}")).collect();
    list.push(json!({
        "Sid": input.label,
        "Effect": "Allow",
        "Principal": { "AWS": one_or_many(principals) },
        "Action": one_or_many(actions),
        "Resource": arn,
    }));
    let queue = Queue {
        policy: Some(policy.to_string()),
        modified: cx.now(),
        ..Queue::clone(&found.queue)
    };
    QUEUES.put(cx.tx, found.scope(cx), &queue.name, &queue)?;
    Ok(AddPermissionOutput::default())
}

fn check(input: &AddPermissionRequest) -> Result<(), AwsError> {
    let label = &input.label;
    let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
    if label.is_empty() || label.len() > QUEUE_NAME || !label.bytes().all(plain) {
        return Err(errors::parameter(
            label,
            "Label",
            "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
        ));
    }
    if input.actions.is_empty() {
        return Err(errors::missing("Actions"));
    }
    if input.aws_account_ids.is_empty() {
        return Err(errors::missing("PrincipalId"));
    }
    if input.actions.len() > PERMISSION_ACTIONS {
        return Err(errors::over_limit(format!(
            "{} Actions were found, maximum allowed is {PERMISSION_ACTIONS}.",
            input.actions.len()
        )));
    }
    if let Some(account) = input.aws_account_ids.iter().find(|a| !is_account(a)) {
        return Err(errors::parameter(
            account,
            "PrincipalId",
            "Unable to verify.",
        ));
    }
    let unknown = |action: &&String| !ACTIONS.contains(&action.as_str());
    match input.actions.iter().find(unknown) {
        Some(action) => Err(errors::parameter(
            format_args!("SQS:{action}"),
            "ActionName",
            "Only the queue owner is allowed to invoke this action.",
        )),
        None => Ok(()),
    }
}
