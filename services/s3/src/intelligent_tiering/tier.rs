//! The tiers of Intelligent-Tiering. Which one an object is in follows from when it was last read:
//! nothing is moved, and no work but the telling of it waits for the moment.

use super::row::{self, Rule};
use crate::bucket::Bucket;
use crate::midnight;
use crate::object::Object;
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    Frequent,
    Infrequent,
    ArchiveInstant,
    Archive,
    DeepArchive,
}

/// Smaller objects stay where they are.
const SMALLEST: u64 = 128 << 10;
const INFREQUENT_DAYS: i64 = 30;
const INSTANT_DAYS: i64 = 90;

impl Tier {
    /// As inventories name it.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Frequent => "FREQUENT",
            Tier::Infrequent => "INFREQUENT",
            Tier::ArchiveInstant => "ARCHIVE_INSTANT",
            Tier::Archive => "ARCHIVE",
            Tier::DeepArchive => "DEEP_ARCHIVE",
        }
    }

    /// Of the tiers that must be restored from.
    pub fn archive_name(self) -> Option<&'static str> {
        match self {
            Tier::Archive => Some("ARCHIVE_ACCESS"),
            Tier::DeepArchive => Some("DEEP_ARCHIVE_ACCESS"),
            _ => None,
        }
    }
}

pub fn tier_of(cx: &mut Cx, bucket: &Bucket, key: &str, object: &Object) -> Result<Tier, AwsError> {
    let rules = match is_watched(object) {
        true => row::all(cx, bucket)?,
        false => Vec::new(),
    };
    Ok(tier(&rules, key, object, cx.now()))
}

/// The tier of an object of the class.
pub fn tier(rules: &[Rule], key: &str, object: &Object, now: Timestamp) -> Tier {
    if !is_watched(object) {
        return Tier::Frequent;
    }
    let unread = now.duration_since(last_access(object, now));
    let fits = |rule: &&Rule| rule.enabled && rule.filter.matches(key, object);
    let archived = rules.iter().filter(fits).flat_map(|rule| &rule.tiers);
    let archived = archived
        .filter(|(_, days)| unread >= midnight::days(*days))
        .map(|(tier, _)| tier.tier())
        .max();
    archived.unwrap_or(match unread {
        long if long >= midnight::days(INSTANT_DAYS) => Tier::ArchiveInstant,
        long if long >= midnight::days(INFREQUENT_DAYS) => Tier::Infrequent,
        _ => Tier::Frequent,
    })
}

fn is_watched(object: &Object) -> bool {
    object.size >= SMALLEST
}

/// A restore that is done counts as one.
pub fn last_access(object: &Object, now: Timestamp) -> Timestamp {
    let read = object.storage.accessed.unwrap_or(object.modified);
    let restored = object.storage.restore.map(|restore| restore.ready);
    match restored.filter(|ready| *ready <= now) {
        Some(ready) => ready.max(read),
        None => read,
    }
}

/// Whether a read now is to be noted: once a day is enough.
pub fn is_news(object: &Object, now: Timestamp) -> bool {
    use crate::storage_class::Class::IntelligentTiering;
    let known = midnight::day(last_access(object, now)) == midnight::day(now);
    object.storage.class == Some(IntelligentTiering) && is_watched(object) && !known
}
