//! The row of an anomaly detector. One that was never configured learns as usual: there is a row for
//! what was asked for.

use super::subject::Subject;
use crate::data::Measured;
use haneul_pipeline::{AwsError, Cx};
use haneul_store::{Stored, Table};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// By its id.
pub static DETECTORS: Table<String, Detector> = Table::new("cloudwatch_anomaly_detector");

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detector {
    pub subject: Subject,
    pub learning: Learning,
    pub created: Timestamp,
}

/// How it learns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Learning {
    /// Seconds from and until that count for nothing.
    pub excluded: Vec<(i64, i64)>,
    /// Whose hours are meant.
    pub zone: Option<String>,
    pub spikes: bool,
}

impl Stored for Detector {
    const VERSION: u32 = 1;
}

pub fn find(cx: &mut Cx, id: &str) -> Result<Option<Detector>, AwsError> {
    Ok(DETECTORS.get(cx.tx, cx.scope(), id)?)
}

pub fn put(cx: &mut Cx, subject: Subject, learning: Learning) -> Result<String, AwsError> {
    let id = subject.id();
    let known = find(cx, &id)?;
    let detector = Detector {
        subject,
        learning,
        created: known.map_or(cx.now(), |known| known.created),
    };
    DETECTORS.put(cx.tx, cx.scope(), id.as_str(), &detector)?;
    Ok(id)
}

/// What an alarm is compared with is detected from then on.
pub fn ensure(cx: &mut Cx, measured: &Measured) -> Result<(), AwsError> {
    let subject = Subject::of_metric(measured);
    if find(cx, &subject.id())?.is_none() {
        put(cx, subject, Learning::default())?;
    }
    Ok(())
}
