//! What a deleted topic leaves behind is removed afterwards, a piece in each transaction.

use crate::arn::TopicArn;
use crate::publishing::fifo;
use crate::subscription::{counts, row};
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde::{Deserialize, Serialize};

pub const REMOVE: &str = "remove";

/// Subscriptions in one transaction.
const PIECE: usize = 100;

#[derive(Serialize, Deserialize)]
struct Gone {
    topic: u64,
    account: String,
    region: String,
}

pub fn set(cx: &mut Cx, topic: u64, at: &TopicArn) -> Result<(), AwsError> {
    let gone = Gone {
        topic,
        account: at.account.clone(),
        region: at.region.clone(),
    };
    again(cx, &gone)
}

fn again(cx: &mut Cx, gone: &Gone) -> Result<(), AwsError> {
    let id = format!("sns remove {:016x}", gone.topic);
    let payload = serde_json::to_value(gone).map_err(AwsError::internal)?;
    cx.timer(cx.now(), &id, &format!("sns/{REMOVE}"), payload)
}

pub fn remove(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let gone: Gone = serde_json::from_value(timer.payload.clone()).map_err(AwsError::internal)?;
    let scope = cx.scope_of(&gone.account, &gone.region);
    let rows = row::of_topic(cx.tx, scope, gone.topic, None, PIECE)?;
    let count = rows.len();
    for (_, subscription) in rows {
        row::erase(cx, scope, gone.topic, &subscription)?;
    }
    if count == PIECE {
        return again(cx, &gone);
    }
    counts::forget_topic(cx, scope, gone.topic)?;
    fifo::forget_topic(cx, gone.topic)
}
