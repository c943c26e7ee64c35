//! By way of a function or of somebody outside of the cloud, whose answer is what the target is told.

use super::Errand;
use super::function;
use super::send::{Maker, Sent, batches, bring, note_failed, request};
use crate::limits;
use crate::measure;
use crate::pipe::row::Enrichment;
use crate::pipe::{Kind, Pipe, kind_of};
use haneul_feed::Event;
use haneul_pipeline::AwsError;
use haneul_runtime::host;
use serde_json::{Value as Json, json};

pub async fn send(
    errand: &Errand,
    pipe: &Pipe,
    maker: &Maker<'_>,
    enrichment: &Enrichment,
    events: &[&Event],
) -> Result<Sent, AwsError> {
    if let Some(kind) = kind_of(&enrichment.arn).filter(|kind| kind.is_outside()) {
        return send_outside(errand, pipe, maker, (kind, enrichment), events).await;
    }
    let mut sent: Sent = vec![Ok(()); events.len()];
    let mut entries = Vec::new();
    for (at, event) in events.iter().enumerate() {
        match maker.text(enrichment.template.as_deref(), event) {
            Ok(text) => entries.push(function::entry(at, text)),
            Err(error) => sent[at] = Err(error),
        }
    }
    for batch in batches(usize::MAX, limits::FUNCTION_BYTES, entries) {
        let places: Vec<usize> = batch.iter().map(|entry| entry.at).collect();
        let asked: Vec<&Event> = places.iter().map(|at| events[*at]).collect();
        let items = batch.into_iter().map(|entry| entry.input).collect();
        let began = host::instant();
        let answer = function::ask(errand, pipe, &enrichment.arn, items).await;
        measure::enriched(errand, pipe, began, answer.is_ok());
        let outcomes = match answer {
            Ok(answer) => pass(errand, maker, &asked, answer).await?,
            Err(error) => vec![Err(error); asked.len()],
        };
        for (at, outcome) in places.into_iter().zip(outcomes) {
            sent[at] = outcome;
        }
    }
    note_failed(&enrichment.arn, pipe, &sent);
    Ok(sent)
}

/// One after the other: nobody outside takes several at once.
async fn send_outside(
    errand: &Errand,
    pipe: &Pipe,
    maker: &Maker<'_>,
    (kind, enrichment): (&Kind, &Enrichment),
    events: &[&Event],
) -> Result<Sent, AwsError> {
    let mut sent = Sent::with_capacity(events.len());
    for event in events {
        let input = maker
            .text(enrichment.template.as_deref(), event)
            .and_then(|text| request(&enrichment.arn, enrichment.url.as_ref(), event, text));
        let began = host::instant();
        let answer = match input {
            Ok(input) => errand.ask_outside(pipe, kind.operation, input).await,
            Err(error) => Err(error),
        };
        measure::enriched(errand, pipe, began, answer.is_ok());
        match answer {
            Ok(text) => sent.extend(pass(errand, maker, &[*event], read(text)).await?),
            Err(error) => sent.push(Err(error)),
        }
    }
    note_failed(&enrichment.arn, pipe, &sent);
    Ok(sent)
}

/// What is no JSON is an event as text.
fn read(text: String) -> Json {
    match serde_json::from_str(&text) {
        Ok(read) => read,
        Err(_) if text.trim().is_empty() => Json::Null,
        Err(_) => Json::String(text),
    }
}

/// Brings an answer to the target; what came of the events that it was made of.
async fn pass(
    errand: &Errand,
    maker: &Maker<'_>,
    asked: &[&Event],
    answer: Json,
) -> Result<Sent, AwsError> {
    let events = answered(answer);
    if let Err(error) = fits(maker.kind, &events) {
        return Ok(vec![Err(error); asked.len()]);
    }
    let told: Vec<&Event> = events.iter().collect();
    let mut sent: Sent = vec![Ok(()); asked.len()];
    for (event, outcome) in events.iter().zip(bring(errand, maker, &told).await?) {
        let Err(error) = outcome else {
            continue;
        };
        let own = |source: &&Event| event.id().is_some() && source.id() == event.id();
        match asked.iter().position(own) {
            Some(at) => sent[at] = Err(error),
            // Whatever it was made of comes again.
            None => return Ok(vec![Err(error); asked.len()]),
        }
    }
    Ok(sent)
}

/// A list is one of events. Nothing, or something without anything in it, is none.
fn answered(answer: Json) -> Vec<Event> {
    let items = match answer {
        Json::Null => Vec::new(),
        Json::Array(items) => items,
        other if other == json!({}) || other == json!("") => Vec::new(),
        other => vec![other],
    };
    let event = |plain: Json| Event {
        read: plain.clone(),
        plain,
    };
    items.into_iter().map(event).collect()
}

fn fits(kind: &Kind, events: &[Event]) -> Result<(), AwsError> {
    match events.len() <= kind.most {
        true => Ok(()),
        false => Err(AwsError::new(
            "ValidationException",
            "The enrichment answered with more events than the target takes at once.",
        )
        .status(400)),
    }
}
