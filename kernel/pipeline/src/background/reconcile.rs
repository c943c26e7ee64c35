//! Reconcilers run when they are due, in the cloud's time; a failed one runs again next time.

use super::share::Share;
use crate::captured;
use crate::cloud::Cloud;
use crate::service::Reconciler;
use crate::trail;
use crate::zones;
use jiff::Timestamp;
use std::time::Duration;

/// Idempotent as they are, two nodes need not look at the same.
pub(super) fn lease(reconciler: &Reconciler) -> String {
    format!("reconciler/{}", reconciler.name)
}

/// When the next one of this share is due.
pub(super) fn next(cloud: &Cloud, share: Share) -> Option<Timestamp> {
    let next = cloud.background.next.lock();
    let reconcilers = cloud.background.reconcilers.iter().zip(next.iter());
    reconcilers
        .filter(|(reconciler, _)| share.covers(cloud, &lease(reconciler)))
        .map(|(_, next)| *next)
        .min()
}

pub(super) async fn run_due(cloud: &Cloud, now: Timestamp, share: Share) {
    let count = cloud.background.reconcilers.len();
    for position in 0..count {
        let reconciler = &cloud.background.reconcilers[position];
        if !share.covers(cloud, &lease(reconciler)) {
            continue;
        }
        {
            let mut next = cloud.background.next.lock();
            if next[position] > now {
                continue;
            }
            next[position] = now.checked_add(reconciler.every).unwrap_or(Timestamp::MAX);
        }
        let outcome = (reconciler.run)(cloud.clone()).await;
        if let Err(error) = &outcome {
            tracing::warn!("reconciler {} failed: {error}", reconciler.name);
        }
        let name = format!("reconciler {}", reconciler.name);
        cloud.background.note(name, now, &outcome);
    }
}

/// Reconcilers of the path itself.
pub(crate) fn own_reconcilers() -> Vec<Reconciler> {
    vec![
        Reconciler {
            name: "trim the record of calls",
            every: Duration::from_secs(600),
            run: |cloud| Box::pin(async move { Ok(cloud.calls.trim(&cloud.store).await?) }),
        },
        Reconciler {
            name: "trim the event history",
            every: Duration::from_secs(3_600),
            run: |cloud| Box::pin(async move { trail::trim(&cloud).await }),
        },
        Reconciler {
            name: "trim the list of what left the cloud",
            every: Duration::from_secs(60),
            run: |cloud| Box::pin(async move { captured::trim(&cloud).await }),
        },
        Reconciler {
            name: "look after the copies in zones",
            every: Duration::from_secs(30),
            run: |cloud| Box::pin(async move { zones::tend(&cloud).await }),
        },
    ]
}
