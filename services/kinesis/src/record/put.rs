//! Putting records: to which shard each goes, whether the shard takes it now, and the one
//! transaction that adds those that are taken.
//!
//! The transaction depends on the stream's row, so no record joins a shard that was closed
//! meanwhile; nothing else conflicts. The place of a record is known when it is committed.

use crate::background;
use crate::errors;
use crate::limits::PUT_BYTES;
use crate::measure;
use crate::record::kms;
use crate::record::pack::{Form, Head, Record, packs};
use crate::record::read::RECORDS;
use crate::record::{order, throttle};
use crate::stream::Found;
use crate::stream::row::{self, Named, shard_id};
use haneul_pipeline::{AwsError, Cx, Edge};
use haneul_store::Place;
use md5::{Digest, Md5};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;

/// A record on its way, and the hash key that says to which shard.
pub struct Incoming {
    pub record: Record,
    pub hash: u128,
}

/// What became of a record: its shard and sequence number, or why it was not taken.
pub enum Fate {
    Put { shard: String, number: String },
    Refused { message: String },
}

pub struct Outcome {
    pub fates: Vec<Fate>,
    pub encryption: Option<String>,
}

impl Incoming {
    pub fn new(
        key: String,
        data: bytes::Bytes,
        explicit: Option<&str>,
    ) -> Result<Incoming, AwsError> {
        let hash = match explicit {
            Some(text) => text.parse().map_err(|_| {
                errors::argument(format!(
                    "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. \
                     Specified value was {text}"
                ))
            })?,
            None => u128::from_be_bytes(Md5::digest(key.as_bytes()).into()),
        };
        Ok(Incoming {
            record: Record { key, data },
            hash,
        })
    }

    fn size(&self) -> usize {
        self.record.key.len() + self.record.data.len()
    }
}

pub async fn put(
    edge: &Edge,
    named: &Named<'_>,
    incoming: Vec<Incoming>,
    dry_run: bool,
) -> Result<Outcome, AwsError> {
    let found = edge.read(|cx| {
        let found = row::at(cx, named)?;
        row::usable(cx, &found.address)
    })?;
    check_sizes(&found, &incoming)?;
    if dry_run {
        return Err(errors::dry_run());
    }
    let now = edge.cloud.clock.now().as_microsecond();
    let limits = throttle::of(&edge.cloud);
    let taken: Vec<bool> = incoming
        .iter()
        .map(|one| {
            let shard = found.shard_of(one.hash).map_or(0, |shard| shard.number);
            limits.write((found.stream.id, shard), one.size(), now)
        })
        .collect();
    let all = taken.iter().all(|taken| *taken);
    if !all && found.stream.on_demand {
        background::grow(edge, &found, now).await?;
    }
    if !taken.contains(&true) {
        let fates = incoming.iter().map(|one| refused(&found, one));
        return Ok(outcome(edge, &found, &incoming, fates.collect()));
    }
    let added = edge.transact_versioned(|cx| {
        let found = row::usable(cx, &found.address)?;
        let chosen = incoming.iter().zip(&taken).enumerate();
        let chosen = chosen.filter(|(_, (_, taken))| **taken);
        let chosen: Vec<_> = chosen.map(|(at, (one, _))| (at, one)).collect();
        add(cx, &found, &chosen)
    });
    let (added, version) = added.await?;
    let mut places: BTreeMap<usize, (u32, Place)> = added.places.into_iter().collect();
    let stream = &added.found.stream;
    let fates = incoming.iter().enumerate().map(|(at, one)| {
        let Some((shard, mut place)) = places.remove(&at) else {
            return refused(&added.found, one);
        };
        place.version = version;
        Fate::Put {
            shard: shard_id(shard),
            number: stream.number(shard, place.to_bits()).text(),
        }
    });
    let fates = fates.collect();
    Ok(outcome(edge, &added.found, &incoming, fates))
}

fn outcome(edge: &Edge, found: &Found, incoming: &[Incoming], fates: Vec<Fate>) -> Outcome {
    let sizes: Vec<usize> = incoming.iter().map(Incoming::size).collect();
    measure::put(edge, found, &sizes, &fates);
    if !found.stream.metrics.is_empty() {
        let records = incoming.iter().map(|one| {
            let shard = found.shard_of(one.hash).map_or(0, |shard| shard.number);
            (shard, one.size())
        });
        measure::put_to_shards(edge, found, records, &fates);
    }
    Outcome {
        fates,
        encryption: found.stream.key.as_ref().map(|_| "KMS".to_owned()),
    }
}

fn refused(found: &Found, one: &Incoming) -> Fate {
    let shard = found.shard_of(one.hash).map_or(0, |shard| shard.number);
    Fate::Refused {
        message: errors::rate_message(&found.address, &shard_id(shard)),
    }
}

fn check_sizes(found: &Found, incoming: &[Incoming]) -> Result<(), AwsError> {
    let most = found.stream.record_kib as usize * 1_024;
    for (at, one) in incoming.iter().enumerate() {
        if one.record.data.len() > most {
            let member = match incoming.len() {
                1 => "data".to_owned(),
                _ => format!("records.{}.member.data", at + 1),
            };
            return Err(errors::validation(format!(
                "1 validation error detected: Value at '{member}' failed to satisfy constraint: \
                 Member must have length less than or equal to {most}"
            )));
        }
    }
    match incoming.iter().map(Incoming::size).sum::<usize>() > PUT_BYTES + (1 << 10) {
        true => Err(errors::argument("Records size exceeds 10 MB limit")),
        false => Ok(()),
    }
}

struct Added {
    found: std::sync::Arc<Found>,
    /// By position in the call; the version is still to come.
    places: Vec<(usize, (u32, Place))>,
}

fn add(
    cx: &mut Cx,
    found: &std::sync::Arc<Found>,
    chosen: &[(usize, &Incoming)],
) -> Result<Added, AwsError> {
    let era = era(cx, found)?;
    let stream = &found.stream;
    let mut by_shard: BTreeMap<u32, Vec<(usize, Record)>> = BTreeMap::new();
    for (at, one) in chosen {
        let shard = found.shard_of(one.hash);
        let shard = shard.ok_or_else(|| AwsError::internal("a hash key of no shard"))?;
        let entry = by_shard.entry(shard.number).or_default();
        entry.push((*at, kms::seal(cx, found, &one.record)?));
    }
    let head = Head {
        at: cx.cloud.clock.now().as_microsecond(),
        form: match stream.key {
            Some(_) => Form::Sealed,
            None => Form::Plain,
        },
    };
    let mut places = Vec::with_capacity(chosen.len());
    for (shard, mine) in by_shard {
        let records: Vec<&Record> = mine.iter().map(|(_, record)| record).collect();
        let packs = packs(head, &records);
        let mut number = order::take(cx.cloud, packs.len() as u32);
        let mut positions = mine.iter().map(|(at, _)| *at);
        for pack in packs {
            for (piece, row) in pack.pieces.into_iter().enumerate() {
                let place = Place {
                    era,
                    version: 0,
                    number,
                    piece: piece as u16,
                };
                RECORDS.add(cx.tx, found.scope(cx), &(stream.id, shard), place, row)?;
            }
            for (index, at) in positions.by_ref().take(pack.records).enumerate() {
                let place = Place {
                    era,
                    version: 0,
                    number,
                    piece: index as u16,
                };
                places.push((at, (shard, place)));
            }
            number = number.wrapping_add(1);
        }
        cx.tx.notify(stream.channel(shard));
    }
    Ok(Added {
        found: found.clone(),
        places,
    })
}

/// Versions of the store begin anew where its rows were taken over into another one; then places
/// of new records must still come behind those of old ones.
fn era(cx: &mut Cx, found: &Found) -> Result<u16, AwsError> {
    let stream = &found.stream;
    if found.goes_on.load(Ordering::Relaxed) {
        return Ok(stream.era);
    }
    let mut newest = Place::default();
    for shard in stream.open() {
        let line = (stream.id, shard.number);
        let all = (0, None);
        RECORDS.visit(cx.tx, found.scope(cx), &line, all, true, |place, _| {
            newest = newest.max(place);
            ControlFlow::Break(())
        })?;
        newest = newest.max(Place::from_bits(shard.start.get()));
    }
    if (newest.era, newest.version) <= (stream.era, cx.tx.version()) {
        found.goes_on.store(true, Ordering::Relaxed);
        return Ok(stream.era);
    }
    let mut stream = stream.clone();
    stream.era = newest.era + 1;
    row::put(cx, found, &stream)?;
    Ok(stream.era)
}
