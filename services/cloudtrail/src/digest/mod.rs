//! Digests: each hour a signed list of the log files that were delivered, with the digest before it,
//! so that nobody can change, take away or put in a file unseen.

mod chain;
mod document;
mod keys;

include!(concat!(env!("OUT_DIR"), "/digest.rs"));

pub use chain::{LogFile, note};

use crate::trail::{self as rows, Trail};
use crate::{delivery, digest};
use haneul_pipeline::trail as kernel;
use haneul_pipeline::{AwsError, Cloud, Reconciler};
use serde_json::json;
use std::time::Duration;

pub fn reconciler() -> Reconciler {
    Reconciler {
        name: "cloudtrail: deliver digests",
        every: Duration::from_secs(3_600),
        run: |cloud| Box::pin(async move { run(&cloud).await }),
    }
}

async fn run(cloud: &Cloud) -> Result<(), AwsError> {
    for (known, trail) in delivery::all(cloud)? {
        if trail.validation && trail.logging {
            let outcome = of_trail(cloud, &known, &trail).await;
            let error = outcome.err().map(|error| error.code.to_string());
            let now = cloud.clock.now();
            cloud
                .store
                .transact(|tx| {
                    rows::amend_status(tx, &known, &trail.name, |status| {
                        status.digest_error.clone_from(&error);
                        if error.is_none() {
                            status.digested = Some(now);
                        }
                    })
                })
                .await?;
        }
    }
    Ok(())
}

/// One digest for each account and Region that the trail has files of, and for its home.
async fn of_trail(cloud: &Cloud, known: &kernel::Trail, trail: &Trail) -> Result<(), AwsError> {
    let mut places = cloud.store.read(|tx| chain::places(tx, known))?;
    let home = (known.account.clone(), known.region.clone());
    if !places.contains(&home) {
        places.push(home);
    }
    let key = keys::current(cloud, &known.partition, &known.region).await?;
    for (account, region) in places {
        let place = (account.as_str(), region.as_str());
        let now = cloud.clock.now();
        let (before, files) = cloud.store.read(|tx| {
            let before = chain::end(tx, known, place)?;
            Ok::<_, AwsError>((before, chain::files(tx, known, place)?))
        })?;
        let digest = document::Document {
            trail,
            place,
            before: before.as_ref(),
            files: &files,
            end: now,
            fingerprint: &key.fingerprint,
        };
        let (object, text) = (digest.key(), digest.text());
        let signature = key.sign(&digest.to_sign(&object, &text))?;
        let metadata = json!({
            "signature": signature,
            "signature-algorithm": document::ALGORITHM,
        });
        let body = delivery::zip(text.as_bytes());
        rows::put(cloud, known, &trail.bucket, &object, body, metadata).await?;
        let end = digest::chain::End {
            until: now,
            bucket: trail.bucket.clone(),
            key: object,
            hash: delivery::hash(text.as_bytes()),
            signature,
        };
        cloud
            .store
            .transact(|tx| chain::advance(tx, known, place, &files, &end))
            .await?;
    }
    Ok(())
}
