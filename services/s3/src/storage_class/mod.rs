//! How an object is stored: its class, and what it takes to read it.

mod class;
mod restore;
mod restored;

pub use class::{Class, header, parse, shown};
pub use restore::{Progress, Restore, Speed};
pub use restored::{RESTORED, restored};

use crate::bucket::Bucket;
use crate::errors;
use crate::intelligent_tiering::{self, Archive, Tier};
use crate::object::Object;
use crate::shapes::RestoreStatus;
use haneul_pipeline::{AwsError, Cx};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

include!(concat!(env!("OUT_DIR"), "/storage_class.rs"));

#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Storage {
    /// None is STANDARD.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<Class>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restore: Option<Restore>,
    /// When Intelligent-Tiering last saw it read, to the day; none since it was written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accessed: Option<Timestamp>,
    /// Which of its archives was told of last, and since which read it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<(Archive, Timestamp)>,
}

impl Storage {
    pub fn of(class: Option<Class>) -> Storage {
        Storage {
            class,
            ..Storage::default()
        }
    }

    pub fn is_plain(&self) -> bool {
        *self == Storage::default()
    }

    /// `RestoreStatus` in listings.
    pub fn restore_status(&self, now: Timestamp) -> Option<RestoreStatus> {
        self.progress(now).map(|progress| match progress {
            Progress::Ongoing => RestoreStatus {
                is_restore_in_progress: Some(true),
                restore_expiry_date: None,
            },
            Progress::Done(until) => RestoreStatus {
                is_restore_in_progress: Some(false),
                restore_expiry_date: Some(until),
            },
        })
    }
}

/// Why an object's bytes cannot be read now, if they cannot.
pub fn unreadable(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
) -> Result<Option<AwsError>, AwsError> {
    let Some(class) = object.storage.class else {
        return Ok(None);
    };
    if object.storage.is_archived(cx.now()) {
        return Ok(Some(errors::archived(class.name())));
    }
    if class != Class::IntelligentTiering {
        return Ok(None);
    }
    let tier = intelligent_tiering::tier_of(cx, bucket, key, object)?;
    Ok(tier
        .archive_name()
        .map(|name| errors::archived_in_tier(class.name(), name)))
}

/// `x-amz-archive-status`.
pub fn archive_status(
    cx: &mut Cx,
    bucket: &Bucket,
    key: &str,
    object: &Object,
) -> Result<Option<String>, AwsError> {
    if object.storage.class != Some(Class::IntelligentTiering) {
        return Ok(None);
    }
    let tier = intelligent_tiering::tier_of(cx, bucket, key, object)?;
    Ok(Tier::archive_name(tier).map(str::to_owned))
}
