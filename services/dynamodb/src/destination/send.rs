//! Tells a stream of Kinesis of a change: a call in the outbox, written with the change.

use crate::destination::row::{Destination, Precision};
use crate::item::change::Change;
use crate::item::key;
use crate::item::pack;
use crate::item::row::{Packed, damaged};
use crate::log::By;
use crate::wire;
use base64::prelude::{BASE64_STANDARD, Engine};
use haneul_expression::{Item, item_size};
use haneul_pipeline::{AwsError, Cx, json as shapes};
use haneul_runtime::ids;
use haneul_runtime::outbox::{Outgoing, Terms};
use jiff::ToSpan;
use md5::{Digest, Md5};
use serde_json::{Value as Json, json};

/// The service-linked role is this principal's.
pub const PRINCIPAL: &str = "kinesisreplication.dynamodb.amazonaws.com";
pub const ROLE: &str = "role/aws-service-role/kinesisreplication.dynamodb.amazonaws.com/\
                        AWSServiceRoleForDynamoDBKinesisDataStreamsReplication";

/// It is tried again for a day.
const ATTEMPTS: u32 = 10_000;
const LONGEST_PAUSE: i64 = 60;

pub fn send(
    cx: &mut Cx,
    change: &Change<'_>,
    after: Option<&Packed>,
    by: By,
) -> Result<(), AwsError> {
    let Some(destination) = change.found.table.destination() else {
        return Ok(());
    };
    if change.before.packed() == after {
        return Ok(());
    }
    let record = record(cx, change, after, by, destination.precision)?;
    let digest = Md5::new()
        .chain_update(&change.primary.partition)
        .chain_update(&change.primary.sort);
    let partition_key = format!("{:032X}", u128::from_be_bytes(digest.finalize().into()));
    let input = json!({
        "StreamARN": destination.arn,
        "PartitionKey": partition_key,
        "Data": BASE64_STANDARD.encode(record.to_string()),
    });
    let outgoing = outgoing(cx, change, destination, input);
    cx.send(&outgoing)
}

fn outgoing(cx: &Cx, change: &Change<'_>, destination: &Destination, input: Json) -> Outgoing {
    let account = &change.found.address.account;
    Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: change.found.arn(cx),
        source_account: account.clone(),
        as_root: false,
        as_role: Some(format!("arn:{}:iam::{account}:{ROLE}", cx.partition())),
        partition: cx.partition().to_owned(),
        account: destination
            .arn
            .split(':')
            .nth(4)
            .unwrap_or_default()
            .to_owned(),
        region: cx.region().to_owned(),
        service: "kinesis".to_owned(),
        operation: "PutRecord".to_owned(),
        input,
        attempts: 0,
        give_up_after: ATTEMPTS,
        on_refusal: None,
        // AWS promises no order, but tells the time of each change.
        terms: Terms {
            beside_others: true,
            longest_pause: Some(LONGEST_PAUSE),
            until: cx.now().checked_add(24.hours()).ok(),
            ..Terms::default()
        },
    }
}

fn record(
    cx: &Cx,
    change: &Change<'_>,
    after: Option<&Packed>,
    by: By,
    precision: Precision,
) -> Result<Json, AwsError> {
    let table = &change.found.table;
    let before = change.before.packed();
    let keys = match change.after {
        Some(item) => key::only(&table.keys, item),
        None => change
            .before
            .item()?
            .map_or_else(Item::new, |item| key::only(&table.keys, item)),
    };
    let sizes = [before, after]
        .into_iter()
        .flatten()
        .map(Packed::size)
        .sum::<usize>();
    let at = cx.cloud.clock.now();
    let mut told = json!({
        "ApproximateCreationDateTime": match precision {
            Precision::Milliseconds => at.as_millisecond(),
            Precision::Microseconds => at.as_microsecond(),
        },
        "ApproximateCreationDateTimePrecision": precision.name(),
        "SizeBytes": item_size(&keys) + sizes,
    });
    told["Keys"] = shapes::write(&wire::shown(keys));
    for (name, image) in [("OldImage", before), ("NewImage", after)] {
        if let Some(image) = image {
            told[name] = shapes::write(&pack::show(&image.0).ok_or_else(damaged)?);
        }
    }
    let event = match (before, after) {
        (None, _) => "INSERT",
        (Some(_), Some(_)) => "MODIFY",
        (Some(_), None) => "REMOVE",
    };
    let identity = match by {
        By::Caller | By::Replica => Json::Null,
        By::Expiry => json!({"principalId": "dynamodb.amazonaws.com", "type": "Service"}),
    };
    Ok(json!({
        "awsRegion": cx.region(),
        "eventID": ids::uuid(cx.random()),
        "eventName": event,
        "userIdentity": identity,
        "recordFormat": "application/json",
        "tableName": table.name,
        "dynamodb": told,
        "eventSource": "aws:dynamodb",
    }))
}
