//! Archives of FIFO topics, and giving subscriptions again what is in them.

use crate::arn::SubscriptionArn;
use crate::deliver;
use crate::deliver::sheet::Sheet;
use crate::errors;
use crate::publishing::Message;
use crate::publishing::fan_out::wants;
use crate::subscription::Subscription;
use crate::subscription::row::{self, Held};
use crate::topic::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::timer::Timer;
use haneul_store::{Scope, Span, Table};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value as Json, json};

/// By topic and sequence number.
static ARCHIVE: Table<(u64, u64), Message> = Table::new("sns_archive").sealed();
const GLOBAL: Scope<'static> = Scope::new("", "", "");

pub const PRUNE: &str = "prune";
pub const REPLAY: &str = "replay";

/// Messages removed or given again in one transaction.
const PIECE: usize = 50;
const IN_PROGRESS: &str = "In progress";

pub fn keep(cx: &mut Cx, found: &Found, message: &Message) -> Result<(), AwsError> {
    let (Some(archive), Some(sequence)) = (found.topic.archive(), message.sequence) else {
        return Ok(());
    };
    let topic = found.topic.id;
    ARCHIVE.put(cx.tx, GLOBAL, &(topic, sequence), message)?;
    // One timer a day removes what is over by then.
    let days = SignedDuration::from_hours(24 * (archive.days + 1));
    let day = message.at.as_second() / 86_400 * 86_400;
    let at = Timestamp::from_second(day).map_err(AwsError::internal)? + days;
    let id = format!("sns prune {topic:016x}");
    let payload = json!({ "topic": topic, "before": at - days + SignedDuration::from_hours(24) });
    cx.timer(at, &id, &format!("sns/{PRUNE}"), payload)
}

/// Removes what was published before a moment.
pub fn prune(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let topic = timer.payload["topic"].as_u64().unwrap_or_default();
    let before = timer.payload["before"]
        .as_str()
        .and_then(|text| text.parse().ok());
    let before: Timestamp = before.unwrap_or(Timestamp::MAX);
    let rows = ARCHIVE.scan(cx.tx, GLOBAL, Span::prefix(&topic), PIECE, false)?;
    let old: Vec<_> = rows
        .iter()
        .filter(|(_, message)| message.at < before)
        .collect();
    for (key, _) in &old {
        ARCHIVE.delete(cx.tx, GLOBAL, key)?;
    }
    if old.len() < PIECE {
        return Ok(());
    }
    let id = format!("sns prune {topic:016x}");
    let now = cx.now();
    cx.timer(now, &id, &format!("sns/{PRUNE}"), timer.payload.clone())
}

/// The topic keeps nothing any more.
pub fn forget(cx: &mut Cx, topic: u64) -> Result<(), AwsError> {
    let payload = json!({ "topic": topic });
    let id = format!("sns prune {topic:016x}");
    let now = cx.now();
    cx.timer(now, &id, &format!("sns/{PRUNE}"), payload)
}

/// Checks a replay policy; the empty text takes it away.
pub fn policy(
    found: &Found,
    subscription: &Subscription,
    value: &str,
) -> Result<Option<String>, AwsError> {
    let wrong = |why: &str| errors::invalid(format_args!("ReplayPolicy: {why}"));
    if value.trim().is_empty() {
        return Ok(None);
    }
    let Some(archive) = found.topic.archive() else {
        return Err(wrong("The topic does not have an archive policy."));
    };
    let Ok(Json::Object(fields)) = serde_json::from_str::<Json>(value) else {
        return Err(wrong("failed to parse JSON."));
    };
    if fields.is_empty() {
        return Ok(None);
    }
    let known = ["PointType", "StartingPoint", "EndingPoint"];
    if let Some(other) = fields.keys().find(|name| !known.contains(&name.as_str())) {
        return Err(wrong(&format!("Unexpected attribute {other}.")));
    }
    if fields.get("PointType").and_then(Json::as_str) != Some("Timestamp") {
        return Err(wrong("PointType must be Timestamp."));
    }
    let point = |name: &str| fields.get(name).map(moment);
    let start = match point("StartingPoint") {
        Some(Some(start)) => start,
        _ => return Err(wrong("StartingPoint must be a timestamp.")),
    };
    if start < archive.since {
        return Err(wrong(
            "StartingPoint must not be before the topic's BeginningArchiveTime.",
        ));
    }
    match point("EndingPoint") {
        Some(None) => return Err(wrong("EndingPoint must be a timestamp.")),
        Some(Some(end)) if end <= start => {
            return Err(wrong("EndingPoint must be after StartingPoint."));
        }
        _ => {}
    }
    _ = subscription;
    Ok(Some(value.to_owned()))
}

fn moment(value: &Json) -> Option<Timestamp> {
    value.as_str()?.parse().ok()
}

/// Whether a subscription is still given what is in the archive, and so not what is new.
pub fn is_catching_up(subscription: &Subscription) -> bool {
    subscription.settings.replay_status.as_deref() == Some(IN_PROGRESS)
}

/// Begins what a policy asks for, or ends it.
pub fn begin(cx: &mut Cx, found: &Found, subscription: &Subscription) -> Result<(), AwsError> {
    let wanted = subscription.settings.replay.is_some();
    if !wanted && subscription.settings.replay_status.is_none() {
        return Ok(());
    }
    let mut subscription = subscription.clone();
    subscription.settings.replay_status = wanted.then(|| IN_PROGRESS.to_owned());
    let scope = cx.scope_of(&found.at.account, &found.at.region);
    row::put(cx, scope, found.topic.id, &subscription)?;
    match wanted {
        true => next(cx, &subscription, 0),
        false => Ok(()),
    }
}

fn next(cx: &mut Cx, subscription: &Subscription, after: u64) -> Result<(), AwsError> {
    let policy = &subscription.settings.replay;
    let payload = json!({ "subscription": subscription.arn(), "after": after, "policy": policy });
    let id = format!("sns replay {} {after}", subscription.id);
    let now = cx.now();
    cx.timer(now, &id, &format!("sns/{REPLAY}"), payload)
}

pub fn replay(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let arn = timer.payload["subscription"].as_str().unwrap_or_default();
    let Ok(parsed) = SubscriptionArn::parse(cx, arn) else {
        return Ok(());
    };
    let Some(held) = row::find(cx, &parsed)? else {
        return Ok(());
    };
    let policy = held.subscription.settings.replay.clone();
    // Another policy has begun another replay.
    if policy.as_deref() != timer.payload["policy"].as_str() {
        return Ok(());
    }
    let after = timer.payload["after"].as_u64().unwrap_or_default();
    let policy: Json = serde_json::from_str(policy.as_deref().unwrap_or("{}")).unwrap_or_default();
    match give(cx, &held, &policy, after)? {
        Some(last) => next(cx, &held.subscription, last),
        None => {
            let mut done = held.subscription.clone();
            done.settings.replay_status = Some("Completed".to_owned());
            held.put(cx, &done)
        }
    }
}

/// Gives a piece again; where to go on, if there is more.
fn give(cx: &mut Cx, held: &Held, policy: &Json, after: u64) -> Result<Option<u64>, AwsError> {
    let topic = held.topic.topic.id;
    let start = moment(&policy["StartingPoint"]).unwrap_or(Timestamp::MIN);
    let end = moment(&policy["EndingPoint"]).unwrap_or(Timestamp::MAX);
    let span = Span::prefix(&topic).after(&(topic, after));
    let rows = ARCHIVE.scan(cx.tx, GLOBAL, span, PIECE, false)?;
    let more = rows.len() == PIECE;
    let mut last = after;
    let mut sheet = Sheet::default();
    for ((_, sequence), message) in rows {
        last = sequence;
        if message.at > end {
            return Ok(None);
        }
        let message = Message {
            replayed: true,
            ..message
        };
        if message.at >= start && wants(cx, &held.subscription, &message)? {
            deliver::send(cx, &held.topic, &held.subscription, &message, &mut sheet)?;
        }
    }
    Ok(more.then_some(last))
}
