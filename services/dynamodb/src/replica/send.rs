//! Tells other replicas of a change: calls of the outbox, written with the change and made as the
//! service-linked role.

use crate::item::change::Change;
use crate::item::key;
use crate::limits::SECOND;
use crate::replica::row::{Replica, State};
use crate::replica::stamp::Stamp;
use crate::wire;
use haneul_expression::Item;
use haneul_pipeline::{AwsError, Cx, json as shapes};
use haneul_runtime::outbox::{Outgoing, Terms};
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

/// The service-linked role is this principal's.
pub const PRINCIPAL: &str = "replication.dynamodb.amazonaws.com";
pub const ROLE: &str = "role/aws-service-role/replication.dynamodb.amazonaws.com/\
                        AWSServiceRoleForDynamoDBReplication";

/// What is said beside the input of such a call.
pub const TOLD: &str = "replicated";

/// A replica is told until it is told, or gone.
const LONGEST_PAUSE: i64 = 60;

/// What the stamps of writes may be ahead of the clock by which a replica joined.
const SLACK: i64 = 5 * SECOND;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    /// The id of the table that is told.
    pub table: u64,
    pub stamp: Stamp,
}

/// Of a change that was made here.
pub fn send(cx: &mut Cx, change: &Change<'_>, stamp: &Stamp) -> Result<(), AwsError> {
    for replica in change.found.table.replicas() {
        if replica.state != State::Deleting {
            tell(cx, change, replica, stamp)?;
        }
    }
    Ok(())
}

/// Of a change that came from elsewhere: a replica that got its first items from here has not heard
/// of it where it was written before that replica was known there.
pub fn pass_on(cx: &mut Cx, change: &Change<'_>, stamp: &Stamp) -> Result<(), AwsError> {
    for replica in change.found.table.replicas() {
        let is_new = replica.is_from_here && replica.region != stamp.region;
        if is_new && replica.state != State::Deleting && stamp.at <= replica.since + SLACK {
            tell(cx, change, replica, stamp)?;
        }
    }
    Ok(())
}

fn tell(
    cx: &mut Cx,
    change: &Change<'_>,
    replica: &Replica,
    stamp: &Stamp,
) -> Result<(), AwsError> {
    let table = &change.found.table;
    let write = |item: &Item| shapes::write(&wire::shown(item.clone()));
    let (operation, input) = match (change.after, change.before.item()?) {
        (Some(item), _) => (
            "PutItem",
            json!({"TableName": table.name, "Item": write(item)}),
        ),
        (None, Some(item)) => (
            "DeleteItem",
            json!({"TableName": table.name, "Key": write(&key::only(&table.keys, item))}),
        ),
        (None, None) => return Ok(()),
    };
    let told = Told {
        table: replica.table,
        stamp: stamp.clone(),
    };
    let told = serde_json::to_value(told).map_err(AwsError::internal)?;
    let call = outgoing(cx, change, replica, (operation, input), json!({TOLD: told}));
    cx.send(&call)
}

fn outgoing(
    cx: &Cx,
    change: &Change<'_>,
    replica: &Replica,
    (operation, input): (&str, Json),
    aside: Json,
) -> Outgoing {
    let account = &change.found.address.account;
    Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: change.found.arn(cx),
        source_account: account.clone(),
        as_root: false,
        as_role: Some(format!("arn:{}:iam::{account}:{ROLE}", cx.partition())),
        partition: cx.partition().to_owned(),
        account: account.clone(),
        region: replica.region.clone(),
        service: "dynamodb".to_owned(),
        operation: operation.to_owned(),
        input,
        attempts: 0,
        give_up_after: u32::MAX,
        on_refusal: None,
        // The stamps say which comes last.
        terms: Terms {
            beside_others: true,
            longest_pause: Some(LONGEST_PAUSE),
            aside: Some(aside),
            ..Terms::default()
        },
    }
}
