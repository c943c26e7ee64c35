//! Reconcilers run when they are due, in the cloud's time; a failed one runs again next time.

use crate::cloud::Cloud;
use crate::service::Reconciler;
use jiff::Timestamp;
use std::time::Duration;

pub(super) async fn run_due(cloud: &Cloud, now: Timestamp) {
    let count = cloud.background.reconcilers.len();
    for position in 0..count {
        let reconciler = &cloud.background.reconcilers[position];
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
    vec![Reconciler {
        name: "trim the record of calls",
        every: Duration::from_secs(600),
        run: |cloud| Box::pin(async move { Ok(cloud.calls.trim(&cloud.store).await?) }),
    }]
}
