//! What metrics there are.

use crate::shapes::Dimension;
use haneul_pipeline::{AwsError, Cloud};
use haneul_store::{Scope, Span, Stored, Table, Tx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The start of the digest of all that names a metric.
pub type Identity = [u8; 16];

/// By namespace, name and identity.
pub static METRICS: Table<(String, String, Identity), Metric> = Table::new("cloudwatch_metric");

/// Accounts and Regions that have metrics.
static PLACES: Table<(String, String, String), Place> = Table::new("cloudwatch_place");

const GLOBAL: Scope<'static> = Scope::new("", "", "");

/// How old the time in a row may get before it is written again.
const SEEN_EACH: i64 = 600;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    pub dimensions: Vec<(String, String)>,
    /// When it was last written to, a few minutes more or less.
    pub seen: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {}

impl Stored for Metric {
    const VERSION: u32 = 1;
}

impl Stored for Place {
    const VERSION: u32 = 1;
}

pub fn identity(namespace: &str, name: &str, dimensions: &[(String, String)]) -> Identity {
    let mut sorted: Vec<_> = dimensions.iter().collect();
    sorted.sort();
    let mut digest = Sha256::new();
    for text in [namespace, name].into_iter().chain(
        sorted
            .iter()
            .flat_map(|(name, value)| [name.as_str(), value.as_str()]),
    ) {
        digest.update((text.len() as u64).to_be_bytes());
        digest.update(text);
    }
    let digest = digest.finalize();
    digest.first_chunk::<16>().copied().unwrap_or_default()
}

pub fn pairs(dimensions: Option<Vec<Dimension>>) -> Vec<(String, String)> {
    let all = dimensions.unwrap_or_default().into_iter();
    all.map(|dimension| (dimension.name, dimension.value))
        .collect()
}

/// Notes that a metric was written to.
pub fn see(
    tx: &mut Tx,
    scope: Scope<'_>,
    key: (&str, &str, Identity),
    dimensions: &[(String, String)],
    now: Timestamp,
) -> Result<(), AwsError> {
    let known = METRICS.get_untracked(tx, scope, &key)?;
    match known {
        Some(metric) if now.as_second() - metric.seen.as_second() < SEEN_EACH => return Ok(()),
        Some(_) => {}
        None => {
            let place = (scope.partition, scope.account, scope.region);
            if PLACES.get_untracked(tx, GLOBAL, &place)?.is_none() {
                PLACES.put(tx, GLOBAL, &place, &Place {})?;
            }
        }
    }
    let metric = Metric {
        dimensions: dimensions.to_vec(),
        seen: now,
    };
    Ok(METRICS.put(tx, scope, &key, &metric)?)
}

/// Accounts and Regions that have metrics: as many as there are, and each has more than one row.
pub fn places(cloud: &Cloud) -> Result<Vec<(String, String, String)>, AwsError> {
    let all = |tx: &mut Tx| PLACES.keys(tx, GLOBAL, Span::all(), usize::MAX, false);
    Ok(cloud.store.read(all)?)
}
