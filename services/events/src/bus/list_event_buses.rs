//! ListEventBuses: the default bus among the others, by name.

use super::row::{self, BUSES};
use crate::place::{DEFAULT, Place};
use crate::shapes::{EventBus, ListEventBusesRequest, ListEventBusesResponse};
use crate::{errors, limits};
use haneul_pipeline::{AwsError, Cx, Page};
use haneul_store::Span;

pub fn run(cx: &mut Cx, input: ListEventBusesRequest) -> Result<ListEventBusesResponse, AwsError> {
    let page = Page::of(input.limit, input.next_token.as_deref(), limits::LISTED);
    let page = page.ok_or_else(errors::token)?;
    let prefix = input.name_prefix.unwrap_or_default();
    let rows = BUSES.scan(cx.tx, cx.scope(), Span::all(), usize::MAX, false)?;
    let mut names: Vec<String> = rows.into_iter().map(|(name, _)| name).collect();
    names.push(DEFAULT.to_owned());
    names.sort();
    names.dedup();
    names.retain(|name| name.starts_with(&prefix) && page.has(name));
    let next_token = page.close(&mut names, |name| name);
    let mut shown = Vec::new();
    for name in names {
        let place = Place::of(cx, Some(&name));
        let bus = row::open(cx, &place)?;
        shown.push(EventBus {
            name: Some(name),
            arn: Some(place.arn()),
            description: bus.description,
            policy: bus.policy,
            creation_time: bus.created,
            last_modified_time: bus.modified,
            managed_by: None,
        });
    }
    Ok(ListEventBusesResponse {
        event_buses: Some(shown),
        next_token,
    })
}
