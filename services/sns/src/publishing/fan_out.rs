//! From a topic to its subscriptions, in the transaction that publishes. Of topics with very many the
//! rest follows in pieces.

use crate::arn::TopicArn;
use crate::deliver;
use crate::deliver::sheet::Sheet;
use crate::filter;
use crate::limits::FIFO_SUBSCRIPTIONS;
use crate::publishing::{Message, fifo, kms};
use crate::subscription::{Subscription, row};
use crate::topic::Found;
use crate::topic::row as topic;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use serde::{Deserialize, Serialize};

pub const GO_ON: &str = "go on";

/// Subscriptions served in one transaction, and about how many bytes they may be sent.
const PIECE: usize = 100;
const PIECE_BYTES: usize = 4 << 20;

/// What the publisher is told.
pub struct Sent {
    pub id: String,
    pub sequence: Option<String>,
}

/// Publishes a message that was checked, unless it was published before.
pub fn publish(cx: &mut Cx, found: &Found, mut message: Message) -> Result<Sent, AwsError> {
    if found.topic.is_fifo() {
        if let Some(before) = fifo::number(cx, found, &mut message)? {
            return Ok(before);
        }
        crate::archive::keep(cx, found, &message)?;
    }
    kms::check(cx, found)?;
    piece(cx, found, &message, None)?;
    crate::measure::published(cx, found, &message);
    Ok(Sent {
        id: message.id,
        sequence: message.sequence.map(fifo::shown),
    })
}

fn piece(
    cx: &mut Cx,
    found: &Found,
    message: &Message,
    after: Option<&str>,
) -> Result<(), AwsError> {
    let most = match found.topic.is_fifo() {
        // Whole, so that nothing that is published meanwhile comes in between.
        true => FIFO_SUBSCRIPTIONS,
        false => (PIECE_BYTES / message.default.len().max(1)).clamp(10, PIECE),
    };
    let scope = found.at.scope(cx);
    let mut rows = row::of_topic(cx.tx, scope, found.topic.id, after, most + 1)?;
    let more = rows.len() > most;
    rows.truncate(most);
    let mut sheet = Sheet::default();
    for (_, subscription) in &rows {
        if !subscription.confirmed {
            continue;
        }
        match wants(cx, subscription, message)? {
            true => deliver::send(cx, found, subscription, message, &mut sheet)?,
            false if crate::archive::is_catching_up(subscription) => {}
            false => crate::measure::filtered_out(cx, found),
        }
    }
    match rows.last().filter(|_| more) {
        Some(((_, last), _)) => later(cx, found, message, last),
        None => Ok(()),
    }
}

/// What its filter lets through, unless it first gets what it missed.
pub fn wants(cx: &Cx, subscription: &Subscription, message: &Message) -> Result<bool, AwsError> {
    let catching_up = crate::archive::is_catching_up(subscription);
    if catching_up && !message.replayed {
        return Ok(false);
    }
    let settings = &subscription.settings;
    let Some(text) = &settings.filter else {
        return Ok(true);
    };
    let filter = filter::stored(cx.cloud, text, settings.filter_scope.as_deref())?;
    Ok(filter.accepts(message, &subscription.protocol))
}

#[derive(Serialize, Deserialize)]
struct Rest {
    account: String,
    region: String,
    name: String,
    topic: u64,
    message: Message,
    after: String,
}

fn later(cx: &mut Cx, found: &Found, message: &Message, after: &str) -> Result<(), AwsError> {
    let rest = Rest {
        account: found.at.account.clone(),
        region: found.at.region.clone(),
        name: found.at.name.clone(),
        topic: found.topic.id,
        message: message.clone(),
        after: after.to_owned(),
    };
    let id = format!("sns go on {} {after}", message.id);
    let payload = serde_json::to_value(rest).map_err(AwsError::internal)?;
    cx.timer(cx.now(), &id, &format!("sns/{GO_ON}"), payload)
}

pub fn go_on(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let rest: Rest = serde_json::from_value(timer.payload.clone()).map_err(AwsError::internal)?;
    let at = TopicArn {
        account: rest.account,
        region: rest.region,
        name: rest.name,
    };
    let topic = topic::find(cx, &at)?;
    match topic.filter(|topic| topic.id == rest.topic) {
        Some(topic) => piece(cx, &Found { at, topic }, &rest.message, Some(&rest.after)),
        None => Ok(()),
    }
}
