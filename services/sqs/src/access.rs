//! What a call touches, for the policies.

use crate::address::{self, Address};
use crate::errors;
use crate::move_task;
use crate::queue::{Queue, row};
use haneul_model::Value;
use haneul_pipeline::{AwsError, Check, Cx, Exposed};
use haneul_policy::PolicyKind;
use haneul_store::{Scope, Span, Tx};

/// Operations that no queue policy can open to another account.
const OWNERS_ONLY: &[&str] = &[
    "AddPermission",
    "CancelMessageMoveTask",
    "DeleteQueue",
    "ListMessageMoveTasks",
    "ListQueueTags",
    "RemovePermission",
    "SetQueueAttributes",
    "StartMessageMoveTask",
    "TagQueue",
    "UntagQueue",
];

pub fn checks(cx: &mut Cx, operation: &str, input: &Value) -> Result<Vec<Check>, AwsError> {
    let check = match operation {
        "CreateQueue" => create(cx, input),
        "ListQueues" => Check::new(address::arn(cx, cx.account(), "")),
        "GetQueueUrl" => {
            let owner = input.str("QueueOwnerAWSAccountId").unwrap_or(cx.account());
            let address = Address {
                account: owner.to_owned(),
                name: input.str("QueueName").unwrap_or_default().to_owned(),
            };
            of_queue(cx, operation, &address)?
        }
        "StartMessageMoveTask" => return start_of_move(cx, input),
        "ListMessageMoveTasks" => {
            of_arn(cx, operation, input.str("SourceArn").unwrap_or_default())?
        }
        "CancelMessageMoveTask" => {
            match move_task::source_of(input.str("TaskHandle").unwrap_or_default()) {
                Some(arn) => of_arn(cx, operation, &arn)?,
                None => Check::new(address::arn(cx, cx.account(), "*")),
            }
        }
        _ => {
            let url = input.str("QueueUrl").unwrap_or_default();
            of_queue(cx, operation, &Address::of_url(url)?)?
        }
    };
    Ok(vec![check.tags_of(input)])
}

fn of_arn(cx: &mut Cx, operation: &str, arn: &str) -> Result<Check, AwsError> {
    match Address::of_arn(cx, arn) {
        Some(address) => of_queue(cx, operation, &address),
        None => Ok(Check::new(arn)),
    }
}

/// Who lets messages be moved must be allowed to take them out here, and to send them there.
fn start_of_move(cx: &mut Cx, input: &Value) -> Result<Vec<Check>, AwsError> {
    let source = input.str("SourceArn").unwrap_or_default();
    let mut checks = vec![of_arn(cx, "StartMessageMoveTask", source)?];
    for operation in ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"] {
        let check = of_arn(cx, operation, source)?;
        checks.push(check.action(format!("sqs:{operation}")));
    }
    if let Some(destination) = input.str("DestinationArn") {
        let check = of_arn(cx, "SendMessage", destination)?;
        checks.push(check.action("sqs:SendMessage"));
        return Ok(checks);
    }
    for arn in move_task::goals(cx, source)? {
        let check = of_arn(cx, "SendMessage", &arn)?;
        checks.push(check.action("sqs:SendMessage"));
    }
    Ok(checks)
}

fn create(cx: &Cx, input: &Value) -> Check {
    let name = input.str("QueueName").unwrap_or_default();
    Check::new(address::arn(cx, cx.account(), name))
}

fn of_queue(cx: &mut Cx, operation: &str, address: &Address) -> Result<Check, AwsError> {
    let check = Check::new(address.arn(cx)).owner(&address.account);
    let Some(queue) = row::find(cx, &address.account, &address.name)? else {
        // The owner learns it from the operation, once it is allowed.
        return if address.account == cx.account() {
            Ok(check)
        } else {
            Err(errors::no_queue_or_no_access())
        };
    };
    Ok(for_queue(check, operation, &queue))
}

fn for_queue(check: Check, operation: &str, queue: &Queue) -> Check {
    let tags = queue.tags.iter().map(|(k, v)| (k.as_str(), v.as_str()));
    let check = check.resource_tags(tags);
    if OWNERS_ONLY.contains(&operation) {
        return check;
    }
    check.policy(queue.policy.clone())
}

/// Whom policies of queues may let in, for whoever watches over access.
pub fn exposed(tx: &mut Tx, scope: Scope<'_>) -> Result<Vec<Exposed>, AwsError> {
    let rows = row::QUEUES.scan(tx, scope, Span::all(), usize::MAX, false)?;
    let shown = rows.into_iter().map(|(name, queue)| {
        let (partition, account, region) = (scope.partition, scope.account, scope.region);
        Exposed {
            arn: format!("arn:{partition}:sqs:{region}:{account}:{name}"),
            kind: "AWS::SQS::Queue",
            owner: account.to_owned(),
            canonical_owner: None,
            policy: queue.policy,
            policy_kind: PolicyKind::Resource,
            shut_if_public: false,
        }
    });
    Ok(shown.collect())
}
