//! Out of a stream: each shard from where it was left, parents before children.

use super::Seen;
use super::here::{Here, Turn};
use super::lane::Lane;
use super::reader::Reader;
use super::serve::pause;
use super::source::Source;
use crate::event_source::row::{PROGRESS, Progress};
use crate::limits;
use futures_util::future::join_all;
use haneul_feed::{Place, Stream, is_before};
use haneul_pipeline::AwsError;
use haneul_pipeline::background::Errand;
use serde_json::Value as Json;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::sync::Arc;
use tokio::task::JoinSet;

/// What is there now, where the clock stands.
pub async fn drain(source: &Source) -> Result<Seen, AwsError> {
    let mut all = Seen::default();
    let mut more = false;
    let (here, uuid) = (source.work.cloud.locals.get::<Here>(), &source.mapping.uuid);
    for id in ready(source).await? {
        let mut seen = Seen::default();
        let kept = here.reader(uuid, &id);
        let mut reader = kept.unwrap_or_else(|| Reader::of(source));
        for _ in 0..limits::ROUNDS {
            seen = Shard { source, id: &id }.round(&mut reader).await?;
            all.add(seen);
            if !seen.more {
                break;
            }
        }
        // Nobody would be there to hear what comes while the clock stands.
        reader.hang_up();
        if !seen.over {
            here.keep_reader(uuid, &id, reader);
        }
        // Behind one that ends come its children.
        more |= seen.more || seen.over;
    }
    all.more = more;
    Ok(all)
}

/// Shards that are not at their end, and whose parents are.
async fn ready(source: &Source) -> Result<Vec<String>, AwsError> {
    let stream = Stream {
        arn: source.mapping.stream_arn(),
        asker: source,
    };
    let shards = stream.shards().await?;
    let id = |shard: &Json| shard["ShardId"].as_str().map(str::to_owned);
    let known: HashSet<String> = shards.iter().filter_map(id).collect();
    let mut over = HashSet::new();
    for id in &known {
        if (Shard { source, id }).lanes()?.iter().all(|lane| lane.over) {
            over.insert(id.clone());
        }
    }
    let waits = |shard: &Json| {
        ["ParentShardId", "AdjacentParentShardId"]
            .iter()
            .filter_map(|name| shard[*name].as_str())
            .any(|parent| known.contains(parent) && !over.contains(parent))
    };
    let ready = shards.iter().filter(|shard| !waits(shard)).filter_map(id);
    Ok(ready.filter(|id| !over.contains(id)).collect())
}

pub struct Shard<'s> {
    pub source: &'s Source,
    pub id: &'s str,
}

impl Shard<'_> {
    fn lanes(&self) -> Result<Vec<Progress>, AwsError> {
        let lanes = self.source.mapping.stream.as_ref().map_or(1, |s| s.lanes);
        self.source.work.read(|cx| {
            let mut all = Vec::new();
            for lane in 0..lanes {
                let key = (self.source.mapping.uuid.clone(), self.id.to_owned(), lane);
                all.push(PROGRESS.get(cx.tx, cx.scope(), &key)?.unwrap_or_default());
            }
            Ok(all)
        })
    }

    /// One read, for all lanes that do not wait.
    async fn round(&self, reader: &mut Reader) -> Result<Seen, AwsError> {
        let lanes = self.lanes()?;
        let now = self.source.now();
        let later = |lane: &Progress| lane.retry.as_ref().map(|retry| retry.at);
        let mut all = Seen {
            wake: lanes.iter().filter_map(later).filter(|at| *at > now).min(),
            over: lanes.iter().all(|lane| lane.over),
            ..Seen::default()
        };
        let due = lanes.iter().enumerate();
        let due = due.filter(|(_, lane)| !lane.over && later(lane).is_none_or(|at| at <= now));
        let due: Vec<(usize, Progress)> = due.map(|(at, lane)| (at, lane.clone())).collect();
        let Some(number) = due
            .iter()
            .map(|(_, lane)| lane.number.as_deref())
            .min_by(order)
        else {
            all.some = all.wake.is_some();
            return Ok(all);
        };
        let Some(reading) = &self.source.mapping.stream else {
            return Ok(all);
        };
        let from = Place {
            number,
            since: (reading.start != "TRIM_HORIZON").then_some(reading.since),
        };
        let reads = lanes.iter().filter(|lane| !lane.over);
        let slowest = reads.map(|lane| lane.number.as_deref()).min_by(order);
        let place = (from, slowest.flatten());
        let most = self.source.mapping.size.max(limits::PAGE);
        let Some(page) = reader.page(self.source, self.id, place, most).await? else {
            return Ok(all);
        };
        let own = due.into_iter().map(|(at, known)| {
            let lane = Lane {
                shard: self,
                reading,
                number: at as u8,
                page,
                is_of_table: haneul_feed::is_of_table(&self.source.mapping.source),
            };
            async move { lane.go(known).await }
        });
        for seen in join_all(own).await {
            all.add(seen?);
        }
        all.some |= !page.is_empty();
        // A lane that waits does not make the others wait.
        all.more = page.over || !page.tip || all.more;
        // Where there is no room for more, whoever waits makes all wait.
        all.more &= all.wake.is_none() || !reader.is_full(most);
        reader.rest();
        Ok(all)
    }
}

fn order(one: &Option<&str>, other: &Option<&str>) -> Ordering {
    match (one, other) {
        (Some(one), Some(other)) if is_before(one, other) => Ordering::Less,
        (Some(one), Some(other)) if is_before(other, one) => Ordering::Greater,
        (Some(_), Some(_)) | (None, None) => Ordering::Equal,
        (None, _) => Ordering::Less,
        (_, None) => Ordering::Greater,
    }
}

/// Reads each shard in a task of its own.
pub async fn serve(work: &Arc<Errand>, uuid: &str, turn: &Arc<Turn>) {
    let mut tasks: JoinSet<String> = JoinSet::new();
    let mut here: HashSet<String> = HashSet::new();
    let mut failures = 0;
    while !turn.is_over(&work.cloud) {
        let found = match Source::load(work, uuid) {
            Ok(Some(source)) => match ready(&source).await {
                Err(error) => {
                    _ = source.problem(&error).await;
                    Err(error)
                }
                found => found,
            },
            Ok(None) => Ok(Vec::new()),
            Err(error) => Err(error),
        };
        match found {
            Ok(found) => {
                failures = 0;
                for id in found {
                    if here.insert(id.clone()) {
                        let (work, uuid, turn) = (work.clone(), uuid.to_owned(), turn.clone());
                        tasks.spawn(async move {
                            serve_shard(&work, &uuid, &id, &turn).await;
                            id
                        });
                    }
                }
            }
            Err(_) => failures += 1,
        }
        let wait = match failures {
            0 => limits::SHARDS_KEPT,
            failures => limits::pause(failures),
        };
        tokio::select! {
            // Whatever is new comes behind a shard that ends.
            Some(ended) = tasks.join_next() => { _ = ended.map(|id| here.remove(&id)); }
            () = pause(work, turn, wait) => {}
        }
    }
    while tasks.join_next().await.is_some() {}
}

async fn serve_shard(work: &Arc<Errand>, uuid: &str, id: &str, turn: &Turn) {
    let (mut failures, mut empty) = (0, 0);
    let (mut reader, mut most) = (None, limits::PAGE);
    while !turn.is_over(&work.cloud) {
        let seen = match Source::load(work, uuid) {
            Ok(None) => return,
            Ok(Some(source)) => {
                let shard = Shard {
                    source: &source,
                    id,
                };
                let reader = reader.get_or_insert_with(|| Reader::of(&source));
                most = source.mapping.size.max(limits::PAGE);
                match shard.round(reader).await {
                    Err(error) => {
                        _ = source.problem(&error).await;
                        Err(error)
                    }
                    seen => seen,
                }
            }
            Err(error) => Err(error),
        };
        let wait = match seen {
            Ok(seen) if seen.over => return,
            Ok(seen) => {
                failures = 0;
                empty = if seen.some { 0 } else { empty + 1 };
                let calm = match empty > limits::QUIET {
                    true => limits::PAUSE,
                    false => limits::SHORT_PAUSE,
                };
                let now = work.cloud.clock.now().as_microsecond();
                let calm = if seen.more { 0 } else { calm };
                seen.wake.map_or(calm, |at| (at - now).clamp(0, calm))
            }
            Err(error) if error.code == "ResourceNotFoundException" => {
                // The shard, or all of the stream; who lists them sees.
                return pause(work, turn, limits::SECOND).await;
            }
            Err(_) => {
                failures += 1;
                limits::pause(failures)
            }
        };
        let Some(reader) = reader.as_mut().filter(|_| wait > 0) else {
            continue;
        };
        tokio::select! {
            () = pause(work, turn, wait) => {}
            () = reader.arrived(most), if failures == 0 => {}
        }
    }
}
