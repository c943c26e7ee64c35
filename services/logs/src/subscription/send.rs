//! Sending what was put to those who subscribed: by the outbox, in the transaction of the put, so
//! that nothing is lost and nothing sent that was not put.

use crate::destination::row as destinations;
use crate::event::add::Added;
use crate::group::row::Group;
use crate::limits::DAY;
use crate::measure;
use crate::place;
use crate::stream::row::Stream;
use crate::subscription::payload::{Event, Origin, payloads};
use crate::subscription::row::{self, Subscription};
use crate::subscription::target::Target;
use haneul_logpattern::Filter;
use haneul_pipeline::{AwsError, Cx};
use haneul_runtime::outbox::{Outgoing, Terms};
use haneul_runtime::timer::Timer;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Seconds between two tries at most.
const LONGEST_PAUSE: i64 = 300;

/// The timer's name, of what was given up.
pub const UNDELIVERED: &str = "undelivered";

/// What is told of events that do not arrive.
#[derive(Debug, Serialize, Deserialize)]
pub struct Memo {
    pub group: String,
    pub filter: String,
    pub kind: String,
    pub events: usize,
    pub region: String,
}

pub fn undelivered(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let memo = Memo::deserialize(&timer.payload["memo"]);
    measure::undelivered(cx, &memo.map_err(AwsError::internal)?);
    Ok(())
}

pub fn send(
    cx: &mut Cx,
    group: &Group,
    stream: &Stream,
    added: &[Added<'_>],
) -> Result<(), AwsError> {
    for subscription in row::all(cx, group.id)? {
        let Ok(filter) = Filter::parse(&subscription.pattern) else {
            continue;
        };
        let fit = added
            .iter()
            .filter(|event| filter.matches(&event.event.message));
        let events: Vec<Event<'_>> = fit
            .map(|added| Event {
                id: added.place.text(),
                at: added.event.at,
                message: &added.event.message,
            })
            .collect();
        if !events.is_empty() {
            of_one(cx, group, stream, &subscription, &events)?;
        }
    }
    Ok(())
}

fn of_one(
    cx: &mut Cx,
    group: &Group,
    stream: &Stream,
    subscription: &Subscription,
    events: &[Event<'_>],
) -> Result<(), AwsError> {
    // A destination that is gone takes nothing, as in AWS.
    let Some((target, role)) = resolve(cx, subscription)? else {
        return Ok(());
    };
    let origin = Origin {
        owner: cx.account(),
        group: &group.name,
        stream: &stream.name,
        filter: &subscription.name,
    };
    let until = cx.now().as_millisecond() + DAY;
    let payloads = payloads(&origin, events, target.kind.most())?;
    let bytes = payloads.iter().map(|payload| payload.bytes.len()).sum();
    let sent = (events.len(), bytes);
    measure::forwarded(cx, &group.name, subscription, target.kind, sent);
    for payload in payloads {
        let key = match subscription.by_stream {
            true => format!("{:016x}", stream.id),
            false => format!("{:016x}", cx.random().u64()),
        };
        let input = target.input(&payload.bytes, &key);
        let mut call = outgoing(cx, &group.name, &target, subscription, role.clone(), input);
        call.on_refusal = Some(format!("logs/{UNDELIVERED}"));
        let memo = Memo {
            group: group.name.clone(),
            filter: subscription.name.clone(),
            kind: target.kind.shown().to_owned(),
            events: payload.events,
            region: cx.region().to_owned(),
        };
        call.terms = Terms {
            memo: Some(serde_json::to_value(memo).map_err(AwsError::internal)?),
            // Events of one stream come in their order.
            lane: subscription.by_stream.then(|| {
                format!(
                    "logs {:016x} {:016x} {}",
                    group.id, stream.id, subscription.name
                )
            }),
            beside_others: true,
            longest_pause: Some(LONGEST_PAUSE),
            until: Timestamp::from_millisecond(until).ok(),
            ..Terms::default()
        };
        cx.send(&call)?;
    }
    Ok(())
}

/// Where a subscription goes to in the end, and as whom; nowhere if its destination is gone.
pub fn resolve(
    cx: &mut Cx,
    subscription: &Subscription,
) -> Result<Option<(Target, Option<String>)>, AwsError> {
    let arn = &subscription.destination;
    if !destinations::is_destination(arn) {
        let target = Target::read(cx.cloud, arn)?;
        return Ok(Some((target, subscription.role.clone())));
    }
    match destinations::at_arn(cx, arn)? {
        Some(destination) => {
            let target = Target::read(cx.cloud, &destination.target)?;
            Ok(Some((target, Some(destination.role))))
        }
        None => Ok(None),
    }
}

/// The call that brings something to a target, as the role or as the service itself.
pub fn outgoing(
    cx: &Cx,
    group: &str,
    target: &Target,
    subscription: &Subscription,
    role: Option<String>,
    input: serde_json::Value,
) -> Outgoing {
    Outgoing {
        principal: subscription.principal.clone(),
        source_arn: format!("{}:*", place::group_arn(cx, group)),
        source_account: cx.account().to_owned(),
        as_root: false,
        as_role: role,
        partition: cx.partition().to_owned(),
        account: target.account.clone(),
        region: target.region.clone(),
        service: target.kind.service().to_owned(),
        operation: target.kind.operation().to_owned(),
        input,
        attempts: 0,
        give_up_after: u32::MAX,
        on_refusal: None,
        terms: Terms::default(),
    }
}
