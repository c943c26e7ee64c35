//! The stored configurations.

use super::Tier;
use crate::bucket::{Bucket, configured};
use crate::filter::Filter;
use haneul_pipeline::{AwsError, Cx};
use serde::{Deserialize, Serialize};

pub const KIND: &str = "intelligent-tiering";

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    pub enabled: bool,
    pub filter: Filter,
    /// No filter was said at all.
    pub everything: bool,
    /// After how many days unread.
    pub tiers: Vec<(Archive, i64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Archive {
    Archive,
    DeepArchive,
}

impl Archive {
    pub fn tier(self) -> Tier {
        match self {
            Archive::Archive => Tier::Archive,
            Archive::DeepArchive => Tier::DeepArchive,
        }
    }
}

pub fn all(cx: &mut Cx, bucket: &Bucket) -> Result<Vec<Rule>, AwsError> {
    let rows = configured::list(cx, bucket, KIND)?;
    Ok(rows.into_iter().map(|(_, rule)| rule).collect())
}
