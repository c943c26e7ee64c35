//! The daily look at every bucket with rules. What it finds depends on stored moments only, so a
//! look after a year does what a look on each day would have done.

use super::apply::Place;
use super::rule::{self, KIND, Lifecycle};
use crate::bucket::Bucket;
use crate::bucket::scheduled::{self, Turn};
use crate::object::versions::{self, Version};
use crate::object::{self, Object};
use crate::{blobs, midnight, multipart};
use haneul_pipeline::{AwsError, Cloud, Cx, Reconciler};
use haneul_store::Span;
use jiff::Timestamp;
use std::time::Duration;

const NAME: &str = "s3: lifecycle";
const LEASE: &str = "reconciler/s3: lifecycle";

/// Rows looked at together.
const BATCH: usize = 500;
/// Things changed in one transaction.
const AT_ONCE: usize = 25;
/// What one rule does is the next one's beginning: a marker, its noncurrent version, the end of it.
const PASSES: usize = 10;

pub fn reconciler() -> Reconciler {
    Reconciler {
        name: NAME,
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(async move { run(&cloud).await }),
    }
}

async fn run(cloud: &Cloud) -> Result<(), AwsError> {
    let mut failure = None;
    for turn in scheduled::all(cloud, KIND)? {
        let now = cloud.clock.now();
        // All that rules do falls due at midnights.
        let done = turn.done.map(midnight::day);
        if done.is_some_and(|done| done >= midnight::day(now)) {
            continue;
        }
        // One bucket does not keep the others from their turn.
        if let Err(error) = look(cloud, turn, now).await {
            failure = Some(error);
        }
    }
    failure.map_or(Ok(()), Err)
}

async fn look(cloud: &Cloud, turn: Turn, now: Timestamp) -> Result<(), AwsError> {
    let sweep = Sweep { cloud, turn, now };
    let found = sweep.read(|cx| sweep.rules(cx))?;
    let done = match found {
        Some((bucket, lifecycle)) => {
            for _ in 0..PASSES {
                let mut changed = sweep.current(&bucket, &lifecycle).await?;
                changed += sweep.older(&bucket, &lifecycle).await?;
                changed += sweep.uploads(&bucket, &lifecycle).await?;
                if changed == 0 {
                    break;
                }
            }
            Some(now)
        }
        None => None,
    };
    cloud.store.transact(|tx| sweep.turn.finish(tx, done)).await
}

struct Sweep<'s> {
    cloud: &'s Cloud,
    turn: Turn,
    now: Timestamp,
}

enum Target {
    Current(String),
    Noncurrent(String, i64),
    LoneMarker(String),
    Upload(String, String),
}

type Due = (Timestamp, Target);

impl Sweep<'_> {
    fn rules(&self, cx: &mut Cx) -> Result<Option<(Bucket, Lifecycle)>, AwsError> {
        let Some(bucket) = self.turn.bucket(cx)? else {
            return Ok(None);
        };
        let lifecycle = rule::of(cx, &bucket)?;
        Ok(lifecycle.map(|lifecycle| (bucket, lifecycle)))
    }

    fn read<R>(&self, look: impl FnOnce(&mut Cx) -> Result<R, AwsError>) -> Result<R, AwsError> {
        let call = self.turn.call(self.cloud, "", "", self.now);
        let mut look = Some(look);
        self.cloud.store.read(|tx| {
            let cx = &mut Cx::new(tx, &call, self.cloud);
            let look = look
                .take()
                .ok_or_else(|| AwsError::internal("read twice"))?;
            look(cx)
        })
    }

    /// Does what is due, a few at a time; how much was done.
    async fn act(&self, due: Vec<Due>) -> Result<usize, AwsError> {
        let mut changed = 0;
        for some in due.chunks(AT_ONCE) {
            let outcome = self.cloud.store.transact(|tx| {
                let mut gone = Vec::new();
                let mut count = 0;
                if !self.cloud.leases.fence(tx, LEASE)? {
                    return Err(AwsError::internal("another node looks after lifecycles"));
                }
                for (due, target) in some {
                    let call = self.turn.call(self.cloud, "", "", *due);
                    let cx = &mut Cx::new(tx, &call, self.cloud);
                    count += usize::from(self.act_on(cx, target, &mut gone)?);
                }
                Ok::<_, AwsError>((count, gone))
            });
            let (count, gone) = outcome.await?;
            blobs::after_commit(self.cloud, &gone).await;
            changed += count;
        }
        Ok(changed)
    }

    fn act_on(
        &self,
        cx: &mut Cx,
        target: &Target,
        gone: &mut Vec<String>,
    ) -> Result<bool, AwsError> {
        let Some((bucket, lifecycle)) = self.rules(cx)? else {
            return Ok(false);
        };
        let place = Place {
            bucket: &bucket,
            lifecycle: &lifecycle,
            now: self.now,
        };
        match target {
            Target::Current(key) => place.current(cx, key, gone),
            Target::Noncurrent(key, order) => place.noncurrent(cx, key, *order, gone),
            Target::LoneMarker(key) => place.lone_marker(cx, key, gone),
            Target::Upload(key, id) => place.upload(cx, key, id, gone),
        }
    }

    async fn current(&self, bucket: &Bucket, lifecycle: &Lifecycle) -> Result<usize, AwsError> {
        let name = bucket.name.as_str();
        let mut span = Span::prefix(name);
        let mut changed = 0;
        loop {
            let rows = self.read(|cx| object::scan(cx, bucket, span.clone(), BATCH))?;
            let due = rows.iter().filter_map(|(key, object)| {
                let action = lifecycle.current(key, object, self.now)?;
                Some((action.due(), Target::Current(key.clone())))
            });
            changed += self.act(due.collect()).await?;
            match rows.last() {
                Some((key, _)) if rows.len() == BATCH => {
                    span = Span::prefix(name).after(&(name, key.as_str()));
                }
                _ => return Ok(changed),
            }
        }
    }

    async fn older(&self, bucket: &Bucket, lifecycle: &Lifecycle) -> Result<usize, AwsError> {
        if bucket.is_unversioned() {
            return Ok(0);
        }
        let name = bucket.name.as_str();
        let mut span = Span::prefix(name);
        let mut known = Known::default();
        let mut changed = 0;
        loop {
            let rows = self.read(|cx| versions::scan(cx, bucket, span.clone(), BATCH))?;
            let mut due = Vec::new();
            for (at, (key, version)) in rows.iter().enumerate() {
                if known.key.as_deref() != Some(key) {
                    let current = self.read(|cx| object::get(cx, bucket, key))?;
                    known = Known::of(key, current.as_deref());
                }
                let alone = rows.get(at + 1).is_none_or(|(next, _)| next != key);
                due.extend(known.due(lifecycle, version, alone, self.now));
                known.pass(version);
            }
            changed += self.act(due).await?;
            match rows.last() {
                Some((key, version)) if rows.len() == BATCH => {
                    let place = versions::place(bucket, key, version.order());
                    span = Span::prefix(name).after(&place);
                }
                _ => return Ok(changed),
            }
        }
    }

    async fn uploads(&self, bucket: &Bucket, lifecycle: &Lifecycle) -> Result<usize, AwsError> {
        let id = bucket.id.as_str();
        let mut span = Span::prefix(id);
        let mut changed = 0;
        loop {
            let rows = self.read(|cx| multipart::scan(cx, bucket, span.clone(), BATCH))?;
            let due = rows.iter().filter_map(|(key, (upload_id, upload))| {
                let (due, _) = lifecycle.abort(key, upload.initiated)?;
                let target = Target::Upload(key.clone(), upload_id.clone());
                (due <= self.now).then_some((due, target))
            });
            changed += self.act(due.collect()).await?;
            match rows.last() {
                Some((key, (upload, _))) if rows.len() == BATCH => {
                    let place = (id, key.as_str(), upload.as_str());
                    span = Span::prefix(id).after(&place);
                }
                _ => return Ok(changed),
            }
        }
    }
}

/// What was seen of a key on the way from its newest version to its oldest.
#[derive(Default)]
struct Known {
    key: Option<String>,
    /// When the version before was made, which ended the time of the next.
    successor: Option<Timestamp>,
    /// Noncurrent ones so far.
    newer: usize,
}

impl Known {
    fn of(key: &str, current: Option<&Object>) -> Known {
        Known {
            key: Some(key.to_owned()),
            successor: current.map(|object| object.modified),
            newer: 0,
        }
    }

    fn due(
        &self,
        lifecycle: &Lifecycle,
        version: &Version,
        alone: bool,
        now: Timestamp,
    ) -> Option<Due> {
        let key = self.key.clone()?;
        let Some(successor) = self.successor else {
            // The newest of its key: a marker.
            let Version::Marker(marker) = version else {
                return None;
            };
            let due = lifecycle.lone_marker(&key, marker.modified)?;
            return (alone && due <= now).then_some((due, Target::LoneMarker(key)));
        };
        let due = match version {
            Version::Object { object, since } => lifecycle
                .noncurrent(&key, object, *since, self.newer, now)?
                .due(),
            Version::Marker(_) => lifecycle.noncurrent_marker(&key, successor, self.newer)?,
        };
        (due <= now).then(|| (due, Target::Noncurrent(key, version.order())))
    }

    fn pass(&mut self, version: &Version) {
        if self.successor.is_some() {
            self.newer += 1;
        }
        self.successor = Some(match version {
            Version::Object { object, .. } => object.modified,
            Version::Marker(marker) => marker.modified,
        });
    }
}
