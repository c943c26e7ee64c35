//! Delivery: copies of events go to a trail's bucket every few minutes, as gzip files.
//!
//! A file is written before its events are settled, so a crash between the two delivers them twice;
//! CloudTrail promises no less and no more.

mod file;

use crate::digest::{self, LogFile};
use crate::trail::{self as rows, GLOBAL, TRAILS, Trail};
use file::File;
use haneul_pipeline::trail::{self as kernel, Event};
use haneul_pipeline::{AwsError, Cloud, Reconciler};
use haneul_store::{Scope, Span};
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

pub use file::{hash, zip};

/// Events taken at once.
const BATCH: usize = 500;

pub fn reconciler() -> Reconciler {
    Reconciler {
        name: "cloudtrail: deliver events",
        every: Duration::from_secs(300),
        run: |cloud| Box::pin(async move { run(&cloud).await }),
    }
}

async fn run(cloud: &Cloud) -> Result<(), AwsError> {
    // What this node still holds.
    cloud.trail.flush(&cloud.store).await?;
    for (known, trail) in all(cloud)? {
        deliver(cloud, &known, &trail).await?;
    }
    Ok(())
}

/// The trails of all accounts.
pub fn all(cloud: &Cloud) -> Result<Vec<(kernel::Trail, Trail)>, AwsError> {
    cloud.store.read(|tx| {
        let listed = rows::ALL.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?;
        let mut found = Vec::new();
        for ((partition, account, region, name), _) in listed {
            let scope = Scope::new(&partition, &account, "");
            let row = TRAILS.get(tx, scope, &(region.as_str(), name.as_str()))?;
            if let Some(trail) = row {
                let trail = rows::current(cloud, tx, (&partition, &account), trail)?;
                found.push((trail.kernel(&partition, &account), trail));
            }
        }
        Ok(found)
    })
}

/// A trail that cannot deliver says so in its status, and keeps no other from delivering.
async fn deliver(cloud: &Cloud, known: &kernel::Trail, trail: &Trail) -> Result<(), AwsError> {
    loop {
        let events = cloud.store.read(|tx| kernel::pending(tx, known, BATCH))?;
        if events.is_empty() {
            return Ok(());
        }
        for ((account, region), events) in by_place(&events) {
            let file = File::of(cloud, trail, account, region, &events);
            let put = rows::put(
                cloud,
                known,
                &trail.bucket,
                &file.key,
                file.body.clone(),
                json!({}),
            );
            match put.await {
                Ok(()) => settle(cloud, known, trail, &file, &events).await?,
                Err(error) => return failed(cloud, known, trail, &error).await,
            }
        }
    }
}

type Place<'e> = (&'e str, &'e str);

fn by_place(events: &[Event]) -> BTreeMap<Place<'_>, Vec<Event>> {
    let mut places: BTreeMap<Place, Vec<Event>> = BTreeMap::new();
    for event in events {
        let place = (event.account.as_str(), event.region.as_str());
        places.entry(place).or_default().push(event.clone());
    }
    places
}

async fn settle(
    cloud: &Cloud,
    known: &kernel::Trail,
    trail: &Trail,
    file: &File,
    events: &[Event],
) -> Result<(), AwsError> {
    let now = cloud.clock.now();
    cloud
        .store
        .transact(|tx| {
            kernel::settle(tx, known, events)?;
            if trail.validation {
                let log_file = LogFile {
                    bucket: trail.bucket.clone(),
                    key: file.key.clone(),
                    hash: file.hash.clone(),
                    newest: file.newest,
                    oldest: file.oldest,
                };
                digest::note(tx, known, (&file.account, &file.region), now, &log_file)?;
            }
            rows::amend_status(tx, known, &trail.name, |status| {
                status.delivered = Some(now);
                status.attempted = Some(now);
                status.error = None;
            })
        })
        .await
}

async fn failed(
    cloud: &Cloud,
    known: &kernel::Trail,
    trail: &Trail,
    error: &AwsError,
) -> Result<(), AwsError> {
    let now = cloud.clock.now();
    cloud
        .store
        .transact(|tx| {
            rows::amend_status(tx, known, &trail.name, |status| {
                status.attempted = Some(now);
                status.error = Some(error.code.to_string());
            })
        })
        .await
}
