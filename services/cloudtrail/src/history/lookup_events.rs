//! LookupEvents: the newest first.

use crate::errors;
use crate::shapes::{
    Event as Shown, LookupAttribute, LookupEventsRequest, LookupEventsResponse, Resource,
};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use haneul_pipeline::trail::{self, Event};
use haneul_pipeline::{AwsError, Cx, Edge};
use jiff::{SignedDuration, Timestamp};
use std::ops::ControlFlow;

const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
const PAGE: i64 = 50;

pub async fn run(edge: Edge, input: LookupEventsRequest) -> Result<LookupEventsResponse, AwsError> {
    if let Some(category) = &input.event_category {
        return Err(AwsError::not_implemented(format_args!(
            "events of the category {category}"
        )));
    }
    let attribute = match input.lookup_attributes.as_deref().unwrap_or_default() {
        [] => None,
        [one] => Some(one),
        _ => return Err(errors::one_attribute()),
    };
    let now = edge.call.now;
    let oldest = now - KEPT;
    let from = input.start_time.unwrap_or(oldest).max(oldest);
    let to = input.end_time.unwrap_or(now).min(now);
    if matches!((input.start_time, input.end_time), (Some(from), Some(to)) if from > to) {
        return Err(errors::invalid_time_range());
    }
    let after = input.next_token.as_deref().map(open).transpose()?;
    // What this node still holds belongs to the history.
    edge.cloud.trail.flush(&edge.cloud.store).await?;
    let most = input.max_results.unwrap_or(PAGE).clamp(1, PAGE) as usize;
    let wanted = attribute.cloned();
    // Who asks for what is rare reads a long history: not where others wait for their turn.
    let found = tokio::task::spawn_blocking(move || {
        edge.read(|cx| newest(cx, (from, to), after.as_ref(), wanted.as_ref(), most))
    });
    let found = found.await.map_err(AwsError::internal)??;
    let more = found.len() > most;
    let page = &found[..found.len().min(most)];
    Ok(LookupEventsResponse {
        next_token: page.last().filter(|_| more).map(|last| close(&place(last))),
        events: Some(page.iter().map(shown).collect()),
    })
}

/// One more than fit a page of what is wanted, behind where the page before ended.
fn newest(
    cx: &mut Cx,
    (from, to): (Timestamp, Timestamp),
    after: Option<&(Timestamp, String)>,
    wanted: Option<&LookupAttribute>,
    most: usize,
) -> Result<Vec<Event>, AwsError> {
    let mut found: Vec<Event> = Vec::new();
    // Pages are in order, but a page may hold what is newer than the beginning of the next. A token
    // comes from anyone.
    let end = after.and_then(|(at, _)| at.checked_add(MARGIN).ok());
    let to = end.map_or(to, |end| end.min(to));
    trail::back(cx.tx, cx.scope(), (from, to), |event| {
        let last = found.get(most);
        if last.is_some_and(|last| last.at.duration_since(event.at) > MARGIN) {
            return ControlFlow::Break(());
        }
        let is_behind = after.is_none_or(|after| place(&event) < *after);
        if is_behind && wanted.is_none_or(|wanted| has(&event, wanted)) {
            let at = found.partition_point(|known| place(known) > place(&event));
            found.insert(at, event);
            found.truncate(most + 1);
        }
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

/// Events of one page of the log lie this far apart at most.
const MARGIN: SignedDuration = SignedDuration::from_secs(1);

fn place(event: &Event) -> (Timestamp, String) {
    (event.at, event.id.clone())
}

fn has(event: &Event, wanted: &LookupAttribute) -> bool {
    let value = wanted.attribute_value.as_str();
    match wanted.attribute_key.as_str() {
        "EventId" => event.id == value,
        "EventName" => event.name == value,
        "ReadOnly" => event.read_only.to_string() == value,
        "Username" => event.user.as_deref() == Some(value),
        "ResourceType" => event
            .resources
            .iter()
            .any(|r| r.kind.as_deref() == Some(value)),
        "ResourceName" => event.resources.iter().any(|r| r.name == value),
        "EventSource" => event.source == value,
        "AccessKeyId" => event.access_key == value,
        _ => false,
    }
}

fn shown(event: &Event) -> Shown {
    let resources = event.resources.iter().map(|resource| Resource {
        resource_type: resource.kind.clone(),
        resource_name: Some(resource.name.clone()),
    });
    Shown {
        event_id: Some(event.id.clone()),
        event_name: Some(event.name.clone()),
        read_only: Some(event.read_only.to_string()),
        access_key_id: Some(event.access_key.clone()).filter(|key| !key.is_empty()),
        event_time: Timestamp::from_second(event.at.as_second()).ok(),
        event_source: Some(event.source.clone()),
        username: event.user.clone(),
        resources: Some(resources.collect()),
        cloud_trail_event: Some(event.record.clone()),
    }
}

fn close((at, id): &(Timestamp, String)) -> String {
    BASE64.encode(format!("{} {id}", at.as_nanosecond()))
}

fn open(token: &str) -> Result<(Timestamp, String), AwsError> {
    let read = || {
        let text = String::from_utf8(BASE64.decode(token).ok()?).ok()?;
        let (at, id) = text.split_once(' ')?;
        let at = Timestamp::from_nanosecond(at.parse().ok()?).ok()?;
        Some((at, id.to_owned()))
    };
    read().ok_or_else(errors::invalid_token)
}
