//! What blobs are told of failed zones and destroyed copies.

use super::rows::{LOST, REGIONS, RegionZones};
use crate::credentials::GLOBAL;
use crate::error::AwsError;
use haneul_blob::{Absent, BlobId, Losses, Region, Zones};
use haneul_store::{Span, Store};
use parking_lot::RwLock;
use std::collections::HashMap;

pub(crate) struct Watch {
    store: Store,
    /// Whether each zone has bytes of its own: then what is destroyed is not there.
    own_bytes: bool,
    /// Where the rows are.
    prefixes: [Vec<u8>; 2],
    known: RwLock<Known>,
}

/// As of a version of the rows.
#[derive(Clone, Default)]
struct Known {
    version: Option<u64>,
    regions: HashMap<Region, RegionZones>,
    any_lost: bool,
}

impl Watch {
    pub fn new(store: Store, own_bytes: bool) -> Result<Watch, AwsError> {
        Ok(Watch {
            store,
            own_bytes,
            prefixes: [REGIONS.prefix(GLOBAL)?, LOST.prefix(GLOBAL)?],
            known: RwLock::default(),
        })
    }

    fn refresh(&self) -> Result<(), AwsError> {
        let watermarks = self
            .prefixes
            .iter()
            .map(|prefix| self.store.watermark(prefix));
        let now = watermarks.max().unwrap_or_default();
        if self.known.read().version.is_some_and(|known| known >= now) {
            return Ok(());
        }
        let known = self.store.read(|tx| {
            let rows = REGIONS.scan(tx, GLOBAL, Span::all(), usize::MAX, false)?;
            let lost = LOST.scan(tx, GLOBAL, Span::all(), 1, false)?;
            let regions = rows.into_iter();
            Ok::<_, AwsError>(Known {
                version: Some(tx.version()),
                regions: regions
                    .map(|(name, row)| (Region::named(&name), row))
                    .collect(),
                any_lost: !lost.is_empty(),
            })
        })?;
        *self.known.write() = known;
        Ok(())
    }

    fn look(&self, id: BlobId) -> Result<Absent, AwsError> {
        self.refresh()?;
        let placement = id.placement();
        let (zones, any_lost) = {
            let known = self.known.read();
            let zones = known.regions.get(&placement.region()).copied();
            (zones.unwrap_or_default(), known.any_lost)
        };
        let failed = match placement.region() {
            Region::NONE => Zones::NONE,
            _ => zones.failed(),
        };
        if self.own_bytes {
            let destroyed = Zones::NONE;
            return Ok(Absent { failed, destroyed });
        }
        let lost = match any_lost {
            true => self
                .store
                .read(|tx| LOST.get(tx, GLOBAL, &id.to_string()))?,
            false => None,
        };
        let gone = lost.map_or(Zones::NONE, |lost| Zones::from_bits(lost.gone));
        Ok(Absent {
            failed,
            destroyed: gone.with(zones.lacking(placement)),
        })
    }
}

impl Losses for Watch {
    fn of(&self, id: BlobId) -> Result<Absent, String> {
        self.look(id).map_err(|error| error.message)
    }
}
