//! To URLs: a post through the outbox, tried again as the delivery policy says.

use crate::deliver::envelope::{self, Ask};
use crate::deliver::policy::{self, Effective};
use crate::deliver::sheet::Sheet;
use crate::deliver::{PRINCIPAL, dead_letter};
use crate::publishing::Message;
use crate::subscription::Subscription;
use crate::topic::Found;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::ids;
use haneul_runtime::outbox::{self, OUTSIDE, Outgoing, Terms};
use haneul_store::{Scope, Stored, Table};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// When the next delivery to a throttled subscription may be made.
static PACES: Table<String, Pace> = Table::new("sns_pace");
const GLOBAL: Scope<'static> = Scope::new("", "", "");

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Pace {
    next: Timestamp,
}

impl Stored for Pace {
    const VERSION: u32 = 1;
}

/// What is posted, and as what.
struct Letter<'a> {
    kind: &'a str,
    id: &'a str,
    body: String,
    raw: bool,
}

pub fn send(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    message: &Message,
    sheet: &mut Sheet,
) -> Result<(), AwsError> {
    let raw = subscription.settings.raw;
    let body = match raw {
        true => message.body(&subscription.protocol).to_owned(),
        false => envelope::notification(cx, found, subscription, message, sheet)?,
    };
    let letter = Letter {
        kind: "Notification",
        id: &message.id,
        body,
        raw,
    };
    let effective = policy::read(&found.topic, subscription);
    post(cx, subscription, letter, &effective)
}

pub fn ask(
    cx: &mut Cx,
    found: &Found,
    subscription: &Subscription,
    what: &Ask,
) -> Result<(), AwsError> {
    let letter = Letter {
        kind: what.kind,
        id: &what.id,
        body: envelope::question(cx, found, subscription, what)?,
        raw: false,
    };
    let effective = policy::read(&found.topic, subscription);
    post(cx, subscription, letter, &effective)
}

fn post(
    cx: &mut Cx,
    subscription: &Subscription,
    letter: Letter<'_>,
    effective: &Effective,
) -> Result<(), AwsError> {
    let mut headers = vec![
        ("content-type", effective.content_type.clone()),
        (
            "user-agent",
            "Amazon Simple Notification Service Agent".to_owned(),
        ),
        ("x-amz-sns-message-type", letter.kind.to_owned()),
        ("x-amz-sns-message-id", letter.id.to_owned()),
        ("x-amz-sns-topic-arn", subscription.topic.clone()),
    ];
    if letter.kind != "SubscriptionConfirmation" {
        headers.push(("x-amz-sns-subscription-arn", subscription.arn()));
    }
    if letter.raw {
        headers.push(("x-amz-sns-rawdelivery", "true".to_owned()));
    }
    let notification = letter.kind == "Notification";
    let call = Outgoing {
        principal: PRINCIPAL.to_owned(),
        source_arn: subscription.topic.clone(),
        source_account: subscription
            .topic
            .split(':')
            .nth(4)
            .unwrap_or_default()
            .to_owned(),
        as_root: false,
        as_role: None,
        partition: cx.partition().to_owned(),
        account: subscription.owner.clone(),
        region: subscription
            .topic
            .split(':')
            .nth(3)
            .unwrap_or_default()
            .to_owned(),
        service: OUTSIDE.to_owned(),
        operation: "post".to_owned(),
        input: json!({ "url": subscription.endpoint, "headers": headers, "body": letter.body }),
        attempts: 0,
        give_up_after: 0,
        on_refusal: notification.then(|| format!("sns/{}", dead_letter::REFUSED)),
        terms: Terms {
            pauses: Some(effective.pauses.clone()),
            only_transient: true,
            memo: Some(json!({ "subscription": subscription.arn() })),
            ..Terms::default()
        },
    };
    let at = turn(cx, subscription, effective)?;
    let id = ids::uuid(cx.random());
    Ok(outbox::put(cx.tx, at, &id, &call)?)
}

/// The subscription is gone.
pub fn forget(cx: &mut Cx, subscription: &Subscription) -> Result<(), AwsError> {
    PACES.delete(cx.tx, GLOBAL, &subscription.id)?;
    Ok(())
}

/// When this delivery is due: at once, or behind the others of a throttled subscription.
fn turn(
    cx: &mut Cx,
    subscription: &Subscription,
    effective: &Effective,
) -> Result<Timestamp, AwsError> {
    let now = cx.now();
    let Some(rate) = effective.per_second else {
        return Ok(now);
    };
    let last = PACES.get(cx.tx, GLOBAL, &subscription.id)?;
    let at = last.map_or(now, |pace| pace.next.max(now));
    let next = at + SignedDuration::from_micros(1_000_000 / i64::from(rate.max(1)));
    PACES.put(cx.tx, GLOBAL, &subscription.id, &Pace { next })?;
    Ok(at)
}
