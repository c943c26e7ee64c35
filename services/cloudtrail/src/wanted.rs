//! Which trails want a copy of an event, remembered until a trail changes.

use crate::trail::{ALL, GLOBAL, TRAILS, Trail, organization};
use haneul_pipeline::trail::{Facts, Trails};
use haneul_pipeline::{AwsError, Cloud, trail as kernel};
use haneul_store::{Scope, Span};
use quick_cache::sync::Cache;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

pub struct Wanted {
    /// By partition and account: the version they were read at, and the trails.
    accounts: Cache<String, (u64, Arc<Vec<Trail>>)>,
    /// The version at which there were no trails at all, plus one; else nothing.
    none_at: AtomicU64,
}

impl Default for Wanted {
    fn default() -> Self {
        Self {
            accounts: Cache::new(1_024),
            none_at: AtomicU64::new(0),
        }
    }
}

/// Services without a Region, whose events a trail of one Region has as well.
const GLOBAL_SOURCES: [&str; 4] = [
    "iam.amazonaws.com",
    "sts.amazonaws.com",
    "organizations.amazonaws.com",
    "cloudfront.amazonaws.com",
];

impl Trails for Wanted {
    fn exist(&self, cloud: &Cloud) -> bool {
        let Ok(prefix) = ALL.prefix(GLOBAL) else {
            return true;
        };
        let changed = cloud.store.watermark(&prefix);
        if self.none_at.load(Ordering::Relaxed) > changed {
            return false;
        }
        let found = cloud.store.read(|tx| {
            let any = !ALL.scan(tx, GLOBAL, Span::all(), 1, false)?.is_empty();
            Ok::<_, AwsError>((any, tx.version()))
        });
        match found {
            Ok((false, version)) => {
                self.none_at.store(version + 1, Ordering::Relaxed);
                false
            }
            _ => true,
        }
    }

    fn wanted_by(&self, cloud: &Cloud, facts: &Facts) -> Result<Vec<kernel::Trail>, AwsError> {
        let membership = cloud
            .store
            .read(|tx| cloud.membership(tx, facts.partition, facts.account))?;
        let trails = self.of(cloud, facts.partition, facts.account)?;
        let wanting = trails.iter().filter(|trail| wants(trail, facts));
        let known = wanting.map(|trail| trail.kernel(facts.partition, facts.account));
        let mut known: Vec<_> = known.collect();
        if let Some(own) = organization::telling(&membership).filter(|own| !own.is_management) {
            let trails = self.of(cloud, facts.partition, &own.management)?;
            let shared = trails.iter().filter(|trail| {
                trail.organization.as_ref() == Some(&own.organisation) && wants(trail, facts)
            });
            known.extend(shared.map(|trail| trail.kernel(facts.partition, &own.management)));
        }
        Ok(known)
    }
}

impl Wanted {
    fn of(
        &self,
        cloud: &Cloud,
        partition: &str,
        account: &str,
    ) -> Result<Arc<Vec<Trail>>, AwsError> {
        let scope = Scope::new(partition, account, "");
        let changed = cloud.store.watermark(&TRAILS.prefix(scope)?);
        let key = format!("{partition} {account}");
        if let Some((version, trails)) = self.accounts.get(&key) {
            if version >= changed {
                return Ok(trails);
            }
        }
        let (version, rows) = cloud.store.read(|tx| {
            let rows = TRAILS.scan(tx, scope, Span::all(), usize::MAX, false)?;
            Ok::<_, AwsError>((tx.version(), rows))
        })?;
        let logging = rows
            .into_iter()
            .map(|(_, trail)| trail)
            .filter(|t| t.logging);
        let trails = Arc::new(logging.collect::<Vec<_>>());
        self.accounts.insert(key, (version, trails.clone()));
        Ok(trails)
    }
}

fn wants(trail: &Trail, facts: &Facts) -> bool {
    let global = trail.global_events && GLOBAL_SOURCES.contains(&facts.source);
    let here = trail.multi_region || trail.region == facts.region || global;
    here && trail.selectors.want(facts)
}
