//! Disorder on purpose: how often that which promises neither order nor single delivery makes use
//! of it. Off unless a test or a lab switches it on, to find who counts on what AWS does not
//! promise.

use crate::cloud::Cloud;
use crate::credentials::GLOBAL;
use crate::error::AwsError;
use haneul_store::{Stored, Table};
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};

static ROW: Table<u8, Disorder> = Table::new("disorder");

const MILLION: f64 = 1_000_000.0;

/// The same seed strikes the same messages at the same times, on whichever node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disorder {
    per_million: u32,
    pub seed: u64,
}

impl Stored for Disorder {
    const VERSION: u32 = 1;
}

impl Disorder {
    /// `rate`: of how many chances one is taken, from 0 (never) to 1 (always).
    pub fn new(rate: f64, seed: u64) -> Option<Disorder> {
        let fits = (0.0..=1.0).contains(&rate);
        fits.then_some(Disorder {
            per_million: (rate * MILLION).round() as u32,
            seed,
        })
    }

    pub fn rate(&self) -> f64 {
        f64::from(self.per_million) / MILLION
    }

    pub fn is_on(&self) -> bool {
        self.per_million > 0
    }

    /// Whether this chance is taken: of what happens to `id` for the time that `count` numbers.
    pub fn strikes(&self, what: &str, id: u128, count: u64) -> bool {
        if !self.is_on() {
            return false;
        }
        let mut hash = self.seed ^ 0x9e37_79b9_7f4a_7c15;
        let words = [what.len() as u64, (id >> 64) as u64, id as u64, count];
        for word in words.into_iter().chain(what.bytes().map(u64::from)) {
            hash = mixed(hash ^ word);
        }
        hash % MILLION as u64 <= u64::from(self.per_million).saturating_sub(1)
    }
}

/// The mixing step of SplitMix64.
fn mixed(word: u64) -> u64 {
    let word = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// As of a version of the row.
#[derive(Default)]
struct Known(RwLock<Option<(u64, Disorder)>>);

/// What is in force now.
pub fn now(cloud: &Cloud) -> Result<Disorder, AwsError> {
    let mark = cloud.store.watermark(&ROW.prefix(GLOBAL)?);
    let known = cloud.locals.get::<Known>();
    if let Some((version, disorder)) = *known.0.read() {
        if version >= mark {
            return Ok(disorder);
        }
    }
    let (version, disorder) = cloud.store.read(|tx| {
        let row = ROW.get(tx, GLOBAL, &0u8)?;
        Ok::<_, AwsError>((tx.version(), row.unwrap_or_default()))
    })?;
    *known.0.write() = Some((version, disorder));
    Ok(disorder)
}

pub async fn set(cloud: &Cloud, disorder: Disorder) -> Result<(), AwsError> {
    let change = move |tx: &mut haneul_store::Tx| {
        ROW.put(tx, GLOBAL, &0u8, &disorder)?;
        Ok::<_, AwsError>(())
    };
    cloud.store.transact(change).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strikes_about_as_often_as_was_asked() {
        let disorder = Disorder::new(0.1, 7).expect("a rate");
        let struck = (0..10_000).filter(|id| disorder.strikes("x", *id, 0));
        let count = struck.count();
        assert!((800..1_200).contains(&count), "{count}");
        assert!((0..1_000).all(|id| !Disorder::default().strikes("x", id, 0)));
        let always = Disorder::new(1.0, 7).expect("a rate");
        assert!((0..1_000).all(|id| always.strikes("x", id, 0)));
    }

    #[test]
    fn another_seed_strikes_others() {
        let struck = |seed| {
            let disorder = Disorder::new(0.5, seed).expect("a rate");
            (0..64)
                .map(|id| disorder.strikes("x", id, 0))
                .collect::<Vec<_>>()
        };
        assert_eq!(struck(1), struck(1));
        assert_ne!(struck(1), struck(2));
    }

    #[test]
    fn what_is_no_rate_is_none() {
        for rate in [-0.1, 1.1, f64::NAN] {
            assert_eq!(Disorder::new(rate, 1), None);
        }
    }
}
