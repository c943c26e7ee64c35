//! Whether the default bus has anybody who may want an event, remembered until that changes: other
//! services ask before they emit one.

use super::row::RULES;
use crate::archive;
use crate::place::{DEFAULT, Place};
use haneul_pipeline::events::Hearing;
use haneul_pipeline::{AwsError, Cloud};
use haneul_store::Span;
use quick_cache::sync::Cache;

/// The version at which rows were read, and whether there is anybody.
pub struct Heard(Cache<Place, (u64, bool)>);

impl Default for Heard {
    fn default() -> Self {
        Heard(Cache::new(4_096))
    }
}

impl Hearing for Heard {
    fn hears(&self, cloud: &Cloud, partition: &str, account: &str, region: &str) -> bool {
        let bus = Place {
            partition: partition.to_owned(),
            account: account.to_owned(),
            region: region.to_owned(),
            name: DEFAULT.to_owned(),
        };
        // Who cannot be asked may be there.
        self.ask(cloud, bus).unwrap_or(true)
    }
}

impl Heard {
    fn ask(&self, cloud: &Cloud, bus: Place) -> Result<bool, AwsError> {
        let scope = bus.scope();
        let rules = cloud.store.watermark(&RULES.prefix(scope)?);
        let archives = cloud
            .store
            .watermark(&archive::row::ARCHIVES.prefix(scope)?);
        if let Some((version, heard)) = self.0.get(&bus) {
            if version >= rules.max(archives) {
                return Ok(heard);
            }
        }
        let (version, heard) = cloud.store.read(|tx| {
            let rules = RULES.scan(tx, scope, Span::prefix(DEFAULT), usize::MAX, false)?;
            let wants = |rule: &super::Rule| rule.enabled && rule.pattern.is_some();
            let archives = archive::row::of(tx, scope)?;
            let heard = rules.iter().any(|(_, rule)| wants(rule))
                || archives.iter().any(|archive| archive.bus == DEFAULT);
            Ok::<_, AwsError>((tx.version(), heard))
        })?;
        self.0.insert(bus, (version, heard));
        Ok(heard)
    }
}
