//! Telling of objects that went down into the archives: once a day it is looked which did, and each
//! notes with its event that it was told of.

use super::row::{self, Archive, KIND, Rule};
use super::tier::{Tier, last_access, tier};
use crate::bucket::Bucket;
use crate::bucket::scheduled::{self, Turn};
use crate::midnight;
use crate::notification::{self, Event};
use crate::object::versions::{self, Version};
use crate::object::{self, Lookup, Object};
use crate::storage_class::Class;
use haneul_pipeline::{AwsError, Cloud, Cx, Reconciler};
use haneul_store::{Span, Tx};
use jiff::Timestamp;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

const NAME: &str = "s3: access tiers";
const LEASE: &str = "reconciler/s3: access tiers";
const EVENT: &str = "s3:IntelligentTiering";

/// Rows looked at together.
const BATCH: usize = 500;
/// Objects told of in one transaction.
const AT_ONCE: usize = 25;

pub fn reconciler() -> Reconciler {
    Reconciler {
        name: NAME,
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(async move { run(&cloud).await }),
    }
}

/// It is looked at the bucket from now on, if anything there may go down.
pub fn watch(cx: &mut Cx, bucket: &Bucket) -> Result<(), AwsError> {
    match row::all(cx, bucket)?.is_empty() {
        true => Ok(()),
        false => scheduled::set(cx, bucket, KIND, ""),
    }
}

async fn run(cloud: &Cloud) -> Result<(), AwsError> {
    let mut failure = None;
    for turn in scheduled::all(cloud, KIND)? {
        let now = cloud.clock.now();
        let done = turn.done.map(midnight::day);
        if done.is_some_and(|done| done >= midnight::day(now)) {
            continue;
        }
        let look = Look { cloud, turn, now };
        // One bucket does not keep the others from their turn.
        if let Err(error) = look.look().await {
            failure = Some(error);
        }
    }
    failure.map_or(Ok(()), Err)
}

struct Look<'l> {
    cloud: &'l Cloud,
    turn: Turn,
    now: Timestamp,
}

/// A key and a version's id.
type Target = (String, String);

impl Look<'_> {
    async fn look(&self) -> Result<(), AwsError> {
        let found = self.read(|cx| self.rules(cx))?;
        let done = match found {
            Some((bucket, rules)) => {
                self.current(&bucket, &rules).await?;
                self.older(&bucket, &rules).await?;
                Some(self.now)
            }
            None => None,
        };
        let store = &self.cloud.store;
        store.transact(|tx| self.turn.finish(tx, done)).await
    }

    fn rules(&self, cx: &mut Cx) -> Result<Option<(Bucket, Vec<Rule>)>, AwsError> {
        let Some(bucket) = self.turn.bucket(cx)? else {
            return Ok(None);
        };
        let rules = row::all(cx, &bucket)?;
        Ok((!rules.is_empty()).then_some((bucket, rules)))
    }

    fn read<R>(&self, mut look: impl FnMut(&mut Cx) -> Result<R, AwsError>) -> Result<R, AwsError> {
        let call = self.turn.call(self.cloud, "", "", self.now);
        let store = &self.cloud.store;
        store.read(|tx| look(&mut Cx::new(tx, &call, self.cloud)))
    }

    async fn current(&self, bucket: &Bucket, rules: &[Rule]) -> Result<(), AwsError> {
        let name = bucket.name.as_str();
        let mut span = Span::prefix(name);
        loop {
            let rows = self.read(|cx| object::scan(cx, bucket, span.clone(), BATCH))?;
            let due = rows.iter().filter_map(|(key, object)| {
                news(rules, key, object, self.now)?;
                Some((key.clone(), object.version_id().to_owned()))
            });
            self.tell(due.collect()).await?;
            match rows.last() {
                Some((key, _)) if rows.len() == BATCH => {
                    span = Span::prefix(name).after(&(name, key.as_str()));
                }
                _ => return Ok(()),
            }
        }
    }

    async fn older(&self, bucket: &Bucket, rules: &[Rule]) -> Result<(), AwsError> {
        if bucket.is_unversioned() {
            return Ok(());
        }
        let name = bucket.name.as_str();
        let mut span = Span::prefix(name);
        loop {
            let rows = self.read(|cx| versions::scan(cx, bucket, span.clone(), BATCH))?;
            let due = rows.iter().filter_map(|(key, version)| {
                let Version::Object { object, .. } = version else {
                    return None;
                };
                news(rules, key, object, self.now)?;
                Some((key.clone(), object.version_id().to_owned()))
            });
            self.tell(due.collect()).await?;
            match rows.last() {
                Some((key, version)) if rows.len() == BATCH => {
                    let place = versions::place(bucket, key, version.order());
                    span = Span::prefix(name).after(&place);
                }
                _ => return Ok(()),
            }
        }
    }

    async fn tell(&self, due: Vec<Target>) -> Result<(), AwsError> {
        for some in due.chunks(AT_ONCE) {
            let call = self.turn.call(self.cloud, "", "", self.now);
            let told = self.cloud.store.transact(|tx: &mut Tx| {
                if !self.cloud.leases.fence(tx, LEASE)? {
                    return Err(AwsError::internal("another node looks after access tiers"));
                }
                let cx = &mut Cx::new(tx, &call, self.cloud);
                some.iter().try_for_each(|target| self.tell_of(cx, target))
            });
            told.await?;
        }
        Ok(())
    }

    /// As it is in the transaction.
    fn tell_of(&self, cx: &mut Cx, (key, version): &Target) -> Result<(), AwsError> {
        let Some((bucket, rules)) = self.rules(cx)? else {
            return Ok(());
        };
        let Lookup::Object(mut object) = object::find(cx, &bucket, key, Some(version))? else {
            return Ok(());
        };
        let Some(news) = news(&rules, key, &object, self.now) else {
            return Ok(());
        };
        Arc::make_mut(&mut object).storage.told = Some(news);
        object::amend(cx, &bucket, key, &object)?;
        let tier = news.0.tier().archive_name();
        let event = Event {
            more: Some((
                "intelligentTieringEventData",
                json!({ "destinationAccessTier": tier }),
            )),
            ..Event::of(EVENT, &bucket, key, &object)
        };
        notification::tell(cx, &bucket, &event)
    }
}

/// The archive that an object is in, and since which read of it, unless that was told already.
fn news(
    rules: &[Rule],
    key: &str,
    object: &Object,
    now: Timestamp,
) -> Option<(Archive, Timestamp)> {
    if object.storage.class != Some(Class::IntelligentTiering) {
        return None;
    }
    let archive = match tier(rules, key, object, now) {
        Tier::Archive => Archive::Archive,
        Tier::DeepArchive => Archive::DeepArchive,
        _ => return None,
    };
    let news = (archive, last_access(object, now));
    (object.storage.told != Some(news)).then_some(news)
}
