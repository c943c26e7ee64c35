//! Running a query: an errand, which reads the groups piece by piece and looks after each whether
//! it is still wanted.

use crate::event::id::Place;
use crate::event::lines;
use crate::event::pointer::Pointer;
use crate::event::walk::{Walk, Way};
use crate::group::row as groups;
use crate::index::row::Asked;
use crate::lookup::row as lookups;
use crate::query::row::{self, PAGE, Page, Query, RESULTS};
use crate::work::Work;
use futures_util::future::BoxFuture;
use haneul_logquery::{Answer, Event, Inputs, Query as Parsed, Run};
use haneul_pipeline::{AwsError, Cloud, Cx};
use haneul_runtime::outbox::Outgoing;
use haneul_runtime::timer::Timer;
use std::sync::Arc;

pub const QUERY: &str = "query";
pub const FORGET: &str = "forget-query";

/// Read of the store at once.
const PIECE: usize = 4 << 20;
/// Events that are taken out of the store at once.
const EVENTS: usize = 20_000;

pub fn query(cloud: Cloud, call: Outgoing) -> BoxFuture<'static, Result<(), AwsError>> {
    let work = Work::new(cloud, call, ("logs", QUERY));
    Box::pin(async move { execute(&work).await })
}

pub fn forget(cx: &mut Cx, timer: &Timer) -> Result<(), AwsError> {
    let id = timer.payload["id"].as_str().unwrap_or_default();
    match row::at(cx, id) {
        Ok(query) => row::forget(cx, &query),
        Err(_) => Ok(()),
    }
}

async fn execute(work: &Work) -> Result<(), AwsError> {
    let id = work.text("id");
    let begun = work.transact(|cx| begin(cx, id)).await?;
    let Some(mut query) = begun else {
        return Ok(());
    };
    let Ok(parsed) = Parsed::parse(&query.text) else {
        return end(work, &query, "Failed", Vec::new()).await;
    };
    let fields = parsed.indexed();
    query.groups = work.read(|cx| indexed(cx, &query.groups, &fields))?;
    let now = work.cloud.clock.now().as_millisecond();
    let wanted = Wanted {
        groups: query.groups.clone(),
        fields: &fields,
        window: (query.from, query.to),
    };
    let outcome = run_all(work, &mut query, &parsed, wanted, now).await?;
    let answer = match outcome {
        Ended::Stopped => return Ok(()),
        Ended::Failed => None,
        Ended::Answer(answer) => Some(answer),
    };
    match answer {
        Some(answer) => {
            query.matched = answer.matched;
            end(work, &query, "Complete", answer.rows).await
        }
        None => end(work, &query, "Failed", Vec::new()).await,
    }
}

enum Ended {
    Answer(Answer),
    Stopped,
    Failed,
}

/// What is inside a query first, then its own window of time, and the one it is compared with.
async fn run_all(
    work: &Work,
    query: &mut Query,
    parsed: &Parsed,
    wanted: Wanted<'_>,
    now: i64,
) -> Result<Ended, AwsError> {
    let mut inputs = Inputs::default();
    for inner in parsed.inner() {
        let fields = inner.query.indexed();
        let wanted = Wanted {
            groups: match inner.groups.is_empty() {
                true => wanted.groups.clone(),
                false => inner.groups.clone(),
            },
            fields: &fields,
            window: wanted.window,
        };
        let mut run = Run::new(&inner.query, inner.most(), now);
        let outcome = pass(work, query, &mut run, &wanted).await?;
        match outcome {
            Outcome::Stopped => return Ok(Ended::Stopped),
            Outcome::Through if inputs.inner(inner, run).is_ok() => {}
            _ => return Ok(Ended::Failed),
        }
    }
    for lookup in parsed.lookups() {
        let body = work.read(|cx| {
            let table = lookups::at(cx, &lookup.table)?;
            lookups::body(cx, &table)
        });
        // It may have gone meanwhile.
        if !body.is_ok_and(|body| inputs.table(lookup, &body).is_ok()) {
            return Ok(Ended::Failed);
        }
    }
    let mut run = Run::with(parsed, query.limit, now, inputs);
    let mut outcome = pass(work, query, &mut run, &wanted).await?;
    let compared = parsed.compared(query.from, query.to);
    if let (Outcome::Through, Some(window)) = (outcome, compared) {
        outcome = match run.turn() {
            Ok(()) => pass(work, query, &mut run, &Wanted { window, ..wanted }).await?,
            Err(_) => Outcome::Failed,
        };
    }
    Ok(match outcome {
        Outcome::Stopped => Ended::Stopped,
        Outcome::Failed => Ended::Failed,
        Outcome::Through => run.finish().map_or(Ended::Failed, Ended::Answer),
    })
}

#[derive(Clone, Copy)]
enum Outcome {
    Through,
    /// Somebody has stopped the query meanwhile.
    Stopped,
    /// It needs more memory than it may have.
    Failed,
}

/// All events of a window of time, unless fewer will do.
async fn pass(
    work: &Work,
    query: &mut Query,
    run: &mut Run<'_>,
    wanted: &Wanted<'_>,
) -> Result<Outcome, AwsError> {
    let mut before: Option<Place> = None;
    loop {
        let piece = work.read(|cx| read(cx, wanted, before))?;
        query.scanned += piece.events.len() as u64;
        query.bytes += piece.bytes as u64;
        before = piece.next;
        for event in piece.events {
            if run.take(event).is_err() {
                return Ok(Outcome::Failed);
            }
        }
        if before.is_none() || run.is_full() {
            return Ok(Outcome::Through);
        }
        let known = work.read(|cx| row::at(cx, &query.id));
        if known.is_ok_and(|known| known.is_over()) {
            return Ok(Outcome::Stopped);
        }
        tokio::task::yield_now().await;
    }
}

/// Those groups that have all indexes that are asked.
fn indexed(cx: &mut Cx, names: &[String], fields: &[&str]) -> Result<Vec<String>, AwsError> {
    let mut kept = Vec::new();
    for name in names {
        if let Some(group) = groups::find(cx, name)? {
            if Asked::of(cx, &group, fields)?.is_some() {
                kept.push(group.name);
            }
        }
    }
    Ok(kept)
}

fn begin(cx: &mut Cx, id: &str) -> Result<Option<Query>, AwsError> {
    let Ok(mut query) = row::at(cx, id) else {
        return Ok(None);
    };
    if query.is_over() {
        return Ok(None);
    }
    query.status = "Running".to_owned();
    row::put(cx, &query)?;
    Ok(Some(query))
}

/// Which events are read.
struct Wanted<'w> {
    groups: Vec<String>,
    /// Whose indexes are asked.
    fields: &'w [&'w str],
    /// From when to when, the latter excluded.
    window: (i64, i64),
}

struct Piece {
    events: Vec<Event>,
    bytes: usize,
    /// Where to go on; nowhere when all is read.
    next: Option<Place>,
}

/// From the newest to the oldest.
fn read(cx: &mut Cx, wanted: &Wanted<'_>, before: Option<Place>) -> Result<Piece, AwsError> {
    let now = cx.now().as_millisecond();
    let (mut ids, mut named, mut from) = (Vec::new(), Vec::new(), Vec::new());
    let mut indexes: Vec<Arc<Asked>> = Vec::new();
    for name in &wanted.groups {
        let Some(group) = groups::find(cx, name)? else {
            continue;
        };
        let Some(asked) = Asked::of(cx, &group, wanted.fields)? else {
            continue;
        };
        let asked = Arc::new(asked);
        for stream in lines::of(cx, &group, None, None)? {
            ids.push((group.id, stream.id));
            named.push((group.name.clone(), stream.name));
            from.push(group.horizon(now));
            indexes.push(asked.clone());
        }
    }
    let way = Way {
        from: wanted.window.0.max(0) as u64,
        to: wanted.window.1.max(0) as u64,
        backward: true,
    };
    let (account, region) = (cx.account(), Arc::<str>::from(cx.region()));
    let mut walk = Walk::new(cx.tx, cx.scope(), ids, way, (None, before))?;
    let (mut events, mut last) = (Vec::new(), None);
    while let Some(met) = walk.next(PIECE, &mut |_| true)? {
        last = Some(met.place);
        let (group, stream) = &named[met.line];
        // What its group keeps no longer, or what came when its index was not there.
        if met.at() < from[met.line] || !indexes[met.line].has(met.ingested) {
            continue;
        }
        events.push(Event {
            at: met.at(),
            ingested: met.ingested,
            message: met.message().to_owned(),
            stream: stream.clone(),
            log: format!("{account}:{group}"),
            region: region.clone(),
            pointer: Pointer::new(group, stream, met.key(), met.place.index).text(),
            ..Event::default()
        });
        if events.len() >= EVENTS {
            break;
        }
    }
    let next = match walk.is_over() {
        true => None,
        false if events.len() >= EVENTS => last,
        false => walk.here(),
    };
    Ok(Piece {
        bytes: walk.bytes,
        events,
        next,
    })
}

/// Writes the answer, unless somebody has stopped the query meanwhile.
async fn end(
    work: &Work,
    query: &Query,
    status: &str,
    rows: Vec<Vec<(String, String)>>,
) -> Result<(), AwsError> {
    for (nth, page) in rows.chunks(PAGE).enumerate() {
        let page = Page {
            rows: page.to_vec(),
        };
        let write = work.transact(|cx| {
            let (scope, key) = (cx.scope(), (query.id.as_str(), nth as u32));
            Ok(RESULTS.put(cx.tx, scope, &key, &page)?)
        });
        write.await?;
    }
    let change = work.transact(|cx| {
        let Ok(known) = row::at(cx, &query.id) else {
            return Ok(());
        };
        if known.is_over() {
            return Ok(());
        }
        let mut query = query.clone();
        query.status = status.to_owned();
        query.rows = rows.len();
        query.ended = Some(cx.now().as_millisecond());
        row::put(cx, &query)
    });
    change.await
}
